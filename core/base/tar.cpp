#include "core/base/tar.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace voicehub {
namespace {

using EntryPointer = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;
using WriterPointer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using ReaderPointer = std::unique_ptr<archive, decltype(&archive_read_free)>;

la_ssize_t append(archive* /*writer*/, void* output, const void* bytes, std::size_t size) {
  static_cast<std::string*>(output)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

// Memory takes everything: what fails is an entry that no archive can hold.
void require(archive* writer, la_ssize_t status) {
  if (status < ARCHIVE_WARN) {
    throw std::logic_error{fmt::format("tar: {}", archive_error_string(writer))};
  }
}

std::uint32_t type_of(const TarEntry& entry) {
  if (!entry.link_target.empty()) {
    return AE_IFLNK;
  }
  return entry.folder ? AE_IFDIR : AE_IFREG;
}

// Go writes names that are not ASCII as UTF-8, and libarchive has no other form of them in the C
// locale.
std::string either(const char* bytes, const char* utf8) {
  const char* text = bytes != nullptr ? bytes : utf8;
  return text != nullptr ? text : "";
}

std::string read_content(archive* reader, la_ssize_t& status) {
  std::string content;
  char buffer[16384];
  while ((status = archive_read_data(reader, buffer, sizeof buffer)) > 0) {
    content.append(buffer, static_cast<std::size_t>(status));
  }
  return content;
}

TarEntry metadata_of(archive_entry* header) {
  TarEntry entry{
      .name = either(archive_entry_pathname(header), archive_entry_pathname_utf8(header)),
      .mode = static_cast<std::uint32_t>(archive_entry_perm(header)),
      .folder = archive_entry_filetype(header) == AE_IFDIR,
      .uid = static_cast<std::uint32_t>(archive_entry_uid(header)),
      .gid = static_cast<std::uint32_t>(archive_entry_gid(header)),
      .modified = archive_entry_mtime(header)};
  if (archive_entry_filetype(header) == AE_IFLNK) {
    entry.link_target = either(archive_entry_symlink(header), archive_entry_symlink_utf8(header));
  }
  return entry;
}

bool is_kept(archive_entry* header) {
  const auto type = archive_entry_filetype(header);
  return type == AE_IFREG || type == AE_IFDIR || type == AE_IFLNK;
}

std::unexpected<Error> unreadable(archive* reader) {
  const char* cause = archive_error_string(reader);
  return make_error(
      ErrorCode::failed, "cannot read the tar archive", {}, cause != nullptr ? cause : "");
}

}  // namespace

struct TarWriter::State {
  std::string output;
  WriterPointer writer{archive_write_new(), &archive_write_free};
  EntryPointer entry{archive_entry_new(), &archive_entry_free};
};

TarWriter::TarWriter() : state_{std::make_unique<State>()} {
  archive* writer = state_->writer.get();
  require(writer, archive_write_set_format_pax_restricted(writer));
  require(writer, archive_write_set_bytes_per_block(writer, 0));
  require(writer, archive_write_open2(writer, &state_->output, nullptr, append, nullptr, nullptr));
}

TarWriter::~TarWriter() = default;
TarWriter::TarWriter(TarWriter&&) noexcept = default;
TarWriter& TarWriter::operator=(TarWriter&&) noexcept = default;

void TarWriter::begin(const TarEntry& entry, std::uint64_t size) {
  archive_entry* header = archive_entry_clear(state_->entry.get());
  archive_entry_copy_pathname(header, entry.name.c_str());
  archive_entry_set_filetype(header, type_of(entry));
  archive_entry_set_perm(header, entry.mode);
  archive_entry_set_uid(header, entry.uid);
  archive_entry_set_gid(header, entry.gid);
  archive_entry_set_mtime(header, entry.modified, 0);
  const bool has_content = type_of(entry) == AE_IFREG;
  archive_entry_set_size(header, has_content ? static_cast<la_int64_t>(size) : 0);
  if (!entry.link_target.empty()) {
    archive_entry_copy_symlink(header, entry.link_target.c_str());
  }
  require(state_->writer.get(), archive_write_header(state_->writer.get(), header));
}

void TarWriter::write(std::string_view bytes) {
  require(state_->writer.get(),
          archive_write_data(state_->writer.get(), bytes.data(), bytes.size()));
}

void TarWriter::finish() {
  require(state_->writer.get(), archive_write_close(state_->writer.get()));
}

std::string TarWriter::take() {
  std::string next;
  next.reserve(state_->output.size());  // the next piece is likely to be as long
  return std::exchange(state_->output, std::move(next));
}

std::size_t TarWriter::pending() const {
  return state_->output.size();
}

std::string make_tar(const std::vector<TarEntry>& entries) {
  TarWriter writer;
  for (const TarEntry& entry : entries) {
    writer.begin(entry, entry.content.size());
    if (type_of(entry) == AE_IFREG) {
      writer.write(entry.content);
    }
  }
  writer.finish();
  return writer.take();
}

Result<std::vector<TarEntry>> read_tar(const std::string& archive) {
  const ReaderPointer reader{archive_read_new(), &archive_read_free};
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_memory(reader.get(), archive.data(), archive.size()) != ARCHIVE_OK) {
    return unreadable(reader.get());
  }
  std::vector<TarEntry> entries;
  archive_entry* header = nullptr;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(reader.get(), &header)) >= ARCHIVE_WARN &&
         status != ARCHIVE_EOF) {
    if (!is_kept(header)) {
      continue;
    }
    TarEntry entry = metadata_of(header);
    la_ssize_t last_read = 0;
    entry.content = read_content(reader.get(), last_read);
    if (last_read < 0) {
      return unreadable(reader.get());
    }
    if (archive_entry_hardlink(header) != nullptr) {
      const auto first = std::ranges::find(
          entries, std::string_view{archive_entry_hardlink(header)}, &TarEntry::name);
      entry.content = first != entries.end() ? first->content : "";
    }
    entries.push_back(std::move(entry));
  }
  if (status != ARCHIVE_EOF) {
    return unreadable(reader.get());
  }
  return entries;
}

}  // namespace voicehub
