// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Value and gradient of each problem by each engine, and by BENCH_PEERS other libraries, interleaved at random in one process.

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <string>
#include <tuple>
#include <utility>

#include <benchmark/benchmark.h>

#include "group.hpp"
#include "problems.hpp"

namespace {

#ifdef __clang__
constexpr auto compiler = "clang " __clang_version__;
#else
constexpr auto compiler = "g++ " __VERSION__;
#endif

std::string processor() {
    std::ifstream information("/proc/cpuinfo");
    for (std::string line; std::getline(information, line);) {
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    }
    return "unknown";
}

}  // namespace

// Every five seconds. How many measurements there will be only Google Benchmark knows: it also looks for iteration counts.
void bench::report_progress() {
    using clock = std::chrono::steady_clock;
    static auto const start = clock::now();
    static auto last = start;
    static long measurements = 0;
    ++measurements;
    if (auto const now = clock::now(); now - last >= std::chrono::seconds(5)) {
        last = now;
        std::fprintf(stderr, "%ld measurements, %.0f s\n", measurements, std::chrono::duration<double>(now - start).count());
    }
}

int main(int argc, char** argv) {
    benchmark::AddCustomContext("processor", processor());
    benchmark::AddCustomContext("compiler", compiler);
    benchmark::AddCustomContext("flags", BENCH_FLAGS);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;

    [&]<std::size_t... Group>(std::index_sequence<Group...>) {
        (bench::add_group<Group>(), ...);
    }(std::make_index_sequence<std::tuple_size_v<bench::groups>>());
    []<std::size_t... Peer>(std::index_sequence<Peer...>) {
        (bench::add_peer<Peer>(), ...);
    }(std::make_index_sequence<BENCH_PEERS>());
    benchmark::RunSpecifiedBenchmarks();
}
