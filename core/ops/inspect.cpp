#include "core/ops/inspect.hpp"

#include <fmt/format.h>

namespace voicehub::ops {
namespace {

ContainerSpecReport compare(const Project& project,
                            const Service& service,
                            const ServiceStatus& row) {
  const docker::ContainerDetails& container = *row.details;
  const plan::SpecContext context{
      .number = row.number,
      .drop_gpu = row.container->label(std::string{plan::label::kGpu}) == "dropped"};
  const docker::ContainerSpec wanted = plan::container_spec(project, service, context);
  ContainerSpecReport report;
  report.fields = plan::from_label(row.container->label(std::string{plan::label::kSpec}));
  report.made_by_voicehub = !report.fields.empty();
  if (!report.made_by_voicehub) {
    report.fields = plan::observed_fields(container, wanted);
  }
  report.difference = plan::explain_difference(
      report.fields, plan::fields_of(wanted), container.environment, wanted.environment);
  return report;
}

}  // namespace

Task<Inspection> inspect(Session& session, const Project& project, std::string service) {
  VH_CO_TRY(const Service* chosen, single_service(project, service));
  StatusOptions options{.services = {chosen->name}, .long_form = true};
  Inspection inspection{.service = chosen};
  VH_CO_TRY(inspection.status, co_await status(session, project, std::move(options)));
  std::erase_if(inspection.status.services, [](const ServiceStatus& row) { return !row.details; });
  if (inspection.status.services.empty()) {
    co_return make_error(ErrorCode::not_found,
                         fmt::format("{} has no container", chosen->name),
                         fmt::format("make and start it: voicehub start {}", chosen->name));
  }
  for (const ServiceStatus& row : inspection.status.services) {
    inspection.specs.push_back(compare(project, *chosen, row));
  }
  co_return inspection;
}

}  // namespace voicehub::ops
