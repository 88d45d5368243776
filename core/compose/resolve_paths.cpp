#include "core/compose/resolve_paths.hpp"

#include <algorithm>

#include "core/compose/reader.hpp"

namespace voicehub::compose {
namespace {

class PathResolver {
 public:
  PathResolver(const HostPath& base, const std::string& home) : base_{base}, home_{home} {}

  void service(Node& service) const {
    if (Node* build = service.find("build")) {
      member(*build, "context");
      if (Node* contexts = build->find("additional_contexts")) {
        for (Entry& entry : contexts->entries) {
          context(entry.value);
        }
      }
      if (Node* agents = build->find("ssh")) {
        std::ranges::for_each(agents->items, [this](Node& agent) { ssh_agent(agent); });
      }
    }
    if (Node* files = service.find("label_file")) {
      std::ranges::for_each(files->items, [this](Node& file) { path(file); });
    }
    each_item(service.find("env_file"), "path");
    if (Node* develop = service.find("develop")) {
      each_item(develop->find("watch"), "path");
    }
    if (Node* own = service.find("x-voicehub")) {
      each_item(own->find("watch"), "path");
    }
    if (Node* mounts = service.find("volumes")) {
      for (Node& mount : mounts->items) {
        const Node* type = mount.find("type");
        if (type != nullptr && type->text == "bind" && !text_of(mount, "source").empty()) {
          member(mount, "source");
        }
      }
    }
  }

  // A secret or config.
  void file(Node& resource) const { member(resource, "file"); }

  // A local volume that is a folder of the host.
  void volume(Node& volume) const {
    Node* options = volume.find("driver_opts");
    if (options != nullptr && text_of(*options, "type") == "none" &&
        text_of(*options, "o") == "bind") {
      member(*options, "device");
    }
  }

 private:
  void each_item(Node* list, std::string_view key) const {
    if (list != nullptr) {
      for (Node& item : list->items) {
        member(item, key);
      }
    }
  }

  void member(Node& node, std::string_view key) const {
    if (Node* text = node.find(key)) {
      path(*text);
    }
  }

  // Besides folders, builds take images, services and what is elsewhere.
  void context(Node& node) const {
    if (!node.text.contains("://") && !node.text.starts_with("service:")) {
      path(node);
    }
  }

  // "default", "work=./socket"
  void ssh_agent(Node& node) const {
    const auto equals = node.text.find('=');
    if (node.kind == Kind::text && equals != std::string::npos) {
      Node socket{.kind = Kind::text, .text = node.text.substr(equals + 1)};
      path(socket);
      node.text.replace(equals + 1, std::string::npos, socket.text);
    }
  }

  void path(Node& node) const {
    if (node.kind != Kind::text) {
      return;
    }
    const std::string& text = node.text;
    const bool drive = text.size() > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
    const bool foreign = drive || text.starts_with("\\\\") || is_remote(text);
    if (text.starts_with('~') && !home_.empty()) {
      node.text = clean_path(home_ + "/" + text.substr(1));
    } else if (!text.starts_with('/') && !foreign) {
      node.text = resolve(base_, text).text;
    }
  }

  const HostPath& base_;
  const std::string& home_;
};

}  // namespace

bool is_remote(std::string_view context) {
  return context.contains("://") || context.starts_with("git@") ||
         context.starts_with("github.com/");
}

void resolve_paths(Node& file, const HostPath& base, const std::string& home) {
  const PathResolver resolver{base, home};
  if (Node* services = file.find("services")) {
    for (Entry& entry : services->entries) {
      resolver.service(entry.value);
    }
  }
  if (Node* volumes = file.find("volumes")) {
    for (Entry& entry : volumes->entries) {
      resolver.volume(entry.value);
    }
  }
  for (const std::string_view section : {"secrets", "configs"}) {
    if (Node* resources = file.find(section)) {
      for (Entry& entry : resources->entries) {
        resolver.file(entry.value);
      }
    }
  }
}

}  // namespace voicehub::compose
