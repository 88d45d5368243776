#include <charconv>

#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/docker/json.hpp"
#include "core/docker/json_value.hpp"

// Images, networks, volumes and the daemon itself.
namespace voicehub::docker {
namespace {

using json::Json;

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, ignored] : object.items()) {
    names.push_back(name);
  }
  return names;
}

std::vector<std::pair<std::uint16_t, std::string>> exposed_ports(const Json& config) {
  std::vector<std::pair<std::uint16_t, std::string>> ports;
  for (const std::string& key : keys(json::member(config, "ExposedPorts"))) {
    std::uint16_t port = 0;
    std::from_chars(key.data(), key.data() + key.size(), port);
    const auto slash = key.find('/');
    ports.emplace_back(port, slash == std::string::npos ? "tcp" : key.substr(slash + 1));
  }
  return ports;
}

NetworkDetails network_of(const Json& network) {
  return {.id = json::text(network, "Id"),
          .name = json::text(network, "Name"),
          .driver = json::text(network, "Driver"),
          .internal = json::flag(network, "Internal"),
          .labels = json::text_map(network, "Labels")};
}

VolumeDetails volume_of(const Json& volume) {
  return {.name = json::text(volume, "Name"),
          .driver = json::text(volume, "Driver"),
          .mount_point = json::text(volume, "Mountpoint"),
          .scope = json::text(volume, "Scope"),
          .labels = json::text_map(volume, "Labels")};
}

ImageDetails listed_image(const Json& image) {
  return {.id = json::text(image, "Id"),
          .tags = json::texts(image, "RepoTags"),
          .created = std::chrono::system_clock::time_point{std::chrono::seconds{
              json::integer(image, "Created")}},
          .size = json::count(image, "Size"),
          .labels = json::text_map(image, "Labels")};
}

bool uses_containerd_images(const Json& info) {
  for (const Json& status : json::member(info, "DriverStatus")) {
    if (status == Json{"driver-type", "io.containerd.snapshotter.v1"}) {
      return true;
    }
  }
  return false;
}

template <typename Item, typename Convert>
std::vector<Item> list_of(const Json& items, Convert convert) {
  std::vector<Item> list;
  for (const Json& item : items) {
    list.push_back(convert(item));
  }
  return list;
}

}  // namespace

Result<Version> parse_version(std::string_view body) {
  VH_TRY(const Json version, json::parse(body));
  return Version{.api = json::text(version, "ApiVersion"),
                 .engine = json::text(version, "Version"),
                 .minimum = json::text(version, "MinAPIVersion"),
                 .os = json::text(version, "Os"),
                 .architecture = json::text(version, "Arch")};
}

Result<SystemInfo> parse_system_info(std::string_view body) {
  VH_TRY(const Json info, json::parse(body));
  return SystemInfo{
      .runtimes = keys(json::member(info, "Runtimes")),
      .storage_driver = json::text(info, "Driver"),
      .containerd_image_store = uses_containerd_images(info),
      .cpus = static_cast<int>(json::integer(info, "NCPU")),
      .memory_bytes = json::count(info, "MemTotal"),
      .operating_system = json::text(info, "OperatingSystem"),
      .swarm_active = json::text(json::member(info, "Swarm"), "LocalNodeState") == "active"};
}

Result<EngineEvent> parse_event(std::string_view line) {
  VH_TRY(const Json event, json::parse(line));
  const Json& actor = json::member(event, "Actor");
  return EngineEvent{.type = json::text(event, "Type"),
                     .action = json::text(event, "Action"),
                     .id = json::text(actor, "ID"),
                     .attributes = json::text_map(actor, "Attributes"),
                     .time_ns = json::integer(event, "timeNano")};
}

Result<std::map<std::string, std::uint64_t>> parse_volume_sizes(std::string_view body) {
  VH_TRY(const Json usage, json::parse(body));
  std::map<std::string, std::uint64_t> sizes;
  for (const Json& volume : json::member(usage, "Volumes")) {
    sizes[json::text(volume, "Name")] = json::count(json::member(volume, "UsageData"), "Size");
  }
  return sizes;
}

Result<ImageDetails> parse_image(std::string_view body) {
  VH_TRY(const Json image, json::parse(body));
  const Json& config = json::member(image, "Config");
  const auto test = json::texts(json::member(config, "Healthcheck"), "Test");
  return ImageDetails{.id = json::text(image, "Id"),
                      .tags = json::texts(image, "RepoTags"),
                      .created = json::time(image, "Created"),
                      .size = json::count(image, "Size"),
                      .labels = json::text_map(config, "Labels"),
                      .entrypoint = json::texts(config, "Entrypoint"),
                      .command = json::texts(config, "Cmd"),
                      .user = json::text(config, "User"),
                      .working_dir = json::text(config, "WorkingDir"),
                      .volumes = keys(json::member(config, "Volumes")),
                      .exposed = exposed_ports(config),
                      .has_health_check = !test.empty() && test.front() != "NONE",
                      .os = json::text(image, "Os"),
                      .architecture = json::text(image, "Architecture"),
                      .variant = json::text(image, "Variant"),
                      .tagged = json::time(json::member(image, "Metadata"), "LastTagTime")};
}

Result<std::string> parse_registry_digest(std::string_view body) {
  VH_TRY(const Json answer, json::parse(body));
  return json::text(json::member(answer, "Descriptor"), "digest");
}

Result<std::vector<ImageDetails>> parse_image_list(std::string_view body) {
  VH_TRY(const Json images, json::parse(body));
  return list_of<ImageDetails>(images, listed_image);
}

Result<NetworkDetails> parse_network(std::string_view body) {
  VH_TRY(const Json network, json::parse(body));
  return network_of(network);
}

Result<std::vector<NetworkDetails>> parse_network_list(std::string_view body) {
  VH_TRY(const Json networks, json::parse(body));
  return list_of<NetworkDetails>(networks, network_of);
}

Result<VolumeDetails> parse_volume(std::string_view body) {
  VH_TRY(const Json volume, json::parse(body));
  return volume_of(volume);
}

Result<std::vector<VolumeDetails>> parse_volume_list(std::string_view body) {
  VH_TRY(const Json answer, json::parse(body));
  return list_of<VolumeDetails>(json::member(answer, "Volumes"), volume_of);
}

std::string daemon_message(std::string_view body) {
  const Json answer = Json::parse(body, nullptr, false);
  std::string message = json::text(answer, "message");
  return message.empty() ? std::string{trim(body)} : message;
}

ProgressLine parse_progress(std::string_view line) {
  const Json progress = Json::parse(line, nullptr, false);
  const Json& detail = json::member(progress, "progressDetail");
  return {.error = json::text(progress, "error"),
          .status = json::text(progress, "status"),
          .layer = json::text(progress, "id"),
          .current = json::count(detail, "current"),
          .total = json::count(detail, "total")};
}

std::string to_json(const ExecRequest& request) {
  Json body{{"AttachStdin", request.attach_stdin},
            {"AttachStdout", true},
            {"AttachStderr", true},
            {"Tty", request.tty},
            {"Privileged", request.privileged},
            {"Cmd", request.command}};
  if (!request.environment.empty()) {
    body["Env"] = request.environment;
  }
  if (!request.user.empty()) {
    body["User"] = request.user;
  }
  if (!request.working_dir.empty()) {
    body["WorkingDir"] = request.working_dir;
  }
  return json::dump(body);
}

std::string to_json(const ExecStart& start) {
  return json::dump({{"Detach", false}, {"Tty", start.tty}});
}

Json address_json(const NetworkSpec& spec) {
  Json object = Json::object();
  if (!spec.address_driver.empty()) {
    object["Driver"] = spec.address_driver;
  }
  if (!spec.address_options.empty()) {
    object["Options"] = spec.address_options;
  }
  for (const AddressPoolSpec& pool : spec.pools) {
    Json range = Json::object();
    for (const auto& [key, value] : {std::pair{"Subnet", pool.subnet},
                                     std::pair{"Gateway", pool.gateway},
                                     std::pair{"IPRange", pool.ip_range}}) {
      if (!value.empty()) {
        range[key] = value;
      }
    }
    if (!pool.aux_addresses.empty()) {
      range["AuxiliaryAddresses"] = pool.aux_addresses;
    }
    object["Config"].push_back(std::move(range));
  }
  return object;
}

std::string to_json(const NetworkSpec& spec) {
  // Without CheckDuplicate engines before 25 make a second network of the same name.
  Json body{{"Name", spec.name},
            {"CheckDuplicate", true},
            {"Internal", spec.internal},
            {"Attachable", spec.attachable},
            {"Options", spec.options},
            {"Labels", spec.labels}};
  if (!spec.driver.empty()) {
    body["Driver"] = spec.driver;
  }
  if (Json addresses = address_json(spec); !addresses.empty()) {
    body["IPAM"] = std::move(addresses);
  }
  if (spec.enable_ipv4) {
    body["EnableIPv4"] = *spec.enable_ipv4;
  }
  if (spec.enable_ipv6) {
    body["EnableIPv6"] = *spec.enable_ipv6;
  }
  return json::dump(body);
}

std::string to_json(const VolumeSpec& spec) {
  Json body{{"Name", spec.name}, {"DriverOpts", spec.options}, {"Labels", spec.labels}};
  if (!spec.driver.empty()) {
    body["Driver"] = spec.driver;
  }
  return json::dump(body);
}

std::string to_json(const LabelFilters& filters) {
  return json::dump({{"label", filters.labels}});
}

std::string to_json(const std::map<std::string, std::string>& map) {
  return json::dump(map);
}

std::string to_json(const std::vector<std::string>& list) {
  return json::dump(list);
}

}  // namespace voicehub::docker
