#!/bin/bash
# gather.sh ROOT PROGRAM... DATA...: the file system of an image with these programs in /app, the libraries that they
# link, and these folders of data. What Debian packages all of it comes from is in /app/sbom.spdx.json.
set -euo pipefail

root=$1
shift
mkdir -p "$root"/app/{models,external_models,samples,voices} "$root"/tmp "$root"/etc
chmod 1777 "$root/tmp"
chown 65532:65532 "$root"/app/{models,external_models,samples,voices}
echo 'voicehub:x:65532:65532::/app:/sbin/nologin' >"$root/etc/passwd"
echo 'voicehub:x:65532:' >"$root/etc/group"

gathered=()
programs=()

# Under the same name; a library by the name that programs link it with.
copy() {
  local file
  for file; do
    mkdir -p "$root${file%/*}"
    cp -rL "$file" "$root$file"
    gathered+=("$file")
  done
}

for item; do
  if [[ -d $item ]]; then
    copy "$item"
  else
    cp "$item" "$root/app/"
    programs+=("$item")
    mapfile -t libraries < <(ldd "$item" | grep -o '/[^ ]*')
    copy "${libraries[@]}"
  fi
done

# dpkg knows some libraries by the folder that /lib is a link to.
names=("${gathered[@]}" "${gathered[@]/#//usr}")
packages=$({ dpkg-query -S "${names[@]}" 2>/dev/null || true; } | grep -v '^diversion by' | cut -d: -f1 | tr ',' '\n' | sort -u)
[[ -n $packages ]]
"${0%/*}/sbom.sh" "${root##*/}" "${programs[@]}" <<<"$packages" >"$root/app/sbom.spdx.json"
