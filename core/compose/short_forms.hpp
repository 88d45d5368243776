#pragma once

#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"

// One function per way of writing a value: each takes what a person may write and leaves the one
// long form that every later phase reads. The schema says which attribute uses which.
namespace voicehub::compose::short_forms {

// 8080 and true are text where text is wanted.
Outcome scalar_text(Node& node, Notes& notes);
// if_not_present is missing
Outcome pull_policy(Node& node, Notes& notes);
// x is [x]
Outcome one_or_many(Node& node, Notes& notes);
// [A=1, B] is {A: "1", B: }
Outcome variables(Node& node, Notes& notes);
// The same where a name alone means an empty value.
Outcome labels(Node& node, Notes& notes);
// [front] is {front: }
Outcome named_list(Node& node, Notes& notes);
// [db] is {db: {condition: service_started}}
Outcome depends_on(Node& node, Notes& notes);
// ./engine is {context: ./engine}
Outcome build(Node& node, Notes& notes);
// a.env is [{path: a.env, required: true}]
Outcome env_files(Node& node, Notes& notes);
// A command line is its words.
Outcome command(Node& node, Notes& notes);
// curl … is [CMD-SHELL, curl …]
Outcome health_test(Node& node, Notes& notes);
// 90s is 1m30s
Outcome duration(Node& node, Notes& notes);
// 4g is "4294967296"
Outcome byte_size(Node& node, Notes& notes);
// 127.0.0.1:8000-8001:80-81/udp is two mappings {host_ip, published, target, protocol}
Outcome ports(Node& node, Notes& notes);
// ./server.py:/app/server.py:ro is {type, source, target, read_only, bind}
Outcome volumes(Node& node, Notes& notes);
// /dev/snd is {source: /dev/snd, target: /dev/snd, permissions: rwm}
Outcome devices(Node& node, Notes& notes);
// {host: address} and [host:address] are [host=address]
Outcome extra_hosts(Node& node, Notes& notes);
// hf_token is {source: hf_token}
Outcome file_reference(Node& node, Notes& notes);
// 288 is "0440", as people write it
Outcome file_mode(Node& node, Notes& notes);
// [default, {key: ~/.ssh/key}] is [default, key=~/.ssh/key]
Outcome ssh_agents(Node& node, Notes& notes);
// {size: 4} is {size: ["4"]}
Outcome provider_options(Node& node, Notes& notes);
// base is {service: base}
Outcome extends(Node& node, Notes& notes);
// common.yaml is {path: [common.yaml]}
Outcome include(Node& node, Notes& notes);
// all is [{count: -1}]
Outcome gpus(Node& node, Notes& notes);
// all is -1
Outcome device_count(Node& node, Notes& notes);
// {external: {name: x}} is {external: true, name: x}; an external resource has nothing else
Outcome external_resource(Node& node, Notes& notes);

}  // namespace voicehub::compose::short_forms
