#!/bin/bash
# sbom.sh NAME PROGRAM... <PACKAGES: the SPDX 2.3 document of the image voicehub/NAME: these Debian packages, by name on
# standard input, whose files it has, and those whose code was compiled into the programs.
set -euo pipefail

image=$1
shift

owner() { dpkg-query -S "$1" | cut -d: -f1; }

of_compiler() { owner "$(realpath "$(g++ -print-file-name="$1")")"; }

mapfile -t contained
compiled=("$(owner /usr/include/boost/version.hpp)" "$(owner /usr/include/fmt/format.h)"
          "$(owner /usr/include/nlohmann/json.hpp)" "$(of_compiler libstdc++.a)")
if ! ldd "$1" >/dev/null 2>&1; then # linked statically
  compiled+=("$(of_compiler libc.a)")
fi

reference() { printf 'SPDXRef-%s' "${1//[^A-Za-z0-9.-]/-}"; }

# As the purl specification spells a version.
escaped() { sed 's/%/%25/g; s/+/%2B/g; s/:/%3A/g' <<<"$1"; }

package() {
  local version
  version=$(dpkg-query -W -f '${Version}' "$1")
  printf '  {"SPDXID": "%s", "name": "%s", "versionInfo": "%s", "supplier": "Organization: Debian",\n' \
    "$(reference "$1")" "$1" "$version"
  printf '   "downloadLocation": "NOASSERTION", "filesAnalyzed": false,\n'
  printf '   "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",\n'
  printf '     "referenceLocator": "pkg:deb/debian/%s@%s"}]}' "${1//+/%2B}" "$(escaped "$version")"
}

relationship() {
  printf '  {"spdxElementId": "%s", "relationshipType": "%s", "relatedSpdxElement": "%s"}' "$1" "$2" "$3"
}

packages() {
  printf '  {"SPDXID": "SPDXRef-image", "name": "voicehub/%s", "primaryPackagePurpose": "CONTAINER",\n' "$image"
  printf '   "downloadLocation": "NOASSERTION", "filesAnalyzed": false}'
  local each
  while read -r each; do
    printf ',\n'
    package "$each"
  done < <(printf '%s\n' "${contained[@]}" "${compiled[@]}" | sed '/^$/d' | sort -u)
}

relationships() {
  relationship SPDXRef-DOCUMENT DESCRIBES SPDXRef-image
  local each
  for each in "${contained[@]}"; do
    printf ',\n'
    relationship SPDXRef-image CONTAINS "$(reference "$each")"
  done
  for each in "${compiled[@]}"; do
    printf ',\n'
    relationship SPDXRef-image STATIC_LINK "$(reference "$each")"
  done
}

content=$(packages)
# Of the same programs and packages the same, and of others another: as the specification wants it.
digest=$({ cat "$@"; printf '%s' "$content"; } | sha256sum | cut -d' ' -f1)
created=$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%Y-%m-%dT%H:%M:%SZ)
cat <<SPDX
{"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "voicehub-$image",
 "documentNamespace": "urn:voicehub:image:$image:$digest",
 "creationInfo": {"created": "$created", "creators": ["Tool: voicehub"]},
 "packages": [
$content],
 "relationships": [
$(relationships)]}
SPDX
