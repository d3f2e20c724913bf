// Value and gradient of each problem by each engine, interleaved at random in one process. Names are "problem/engine"; the
// time reported is that of one point.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <benchmark/benchmark.h>

#include "engines.hpp"
#include "flatten.hpp"
#include "points.hpp"
#include "problems/black_scholes.hpp"
#include "problems/polynomial.hpp"
#include "problems/product_exponential.hpp"
#include "problems/reprojection.hpp"

namespace {

std::vector<double> numbers(const auto& result) {
  std::vector<double> all;
  const auto append = [&](double number) { all.push_back(number); };
  if constexpr (requires { std::tuple_size<std::remove_cvref_t<decltype(result)>>::value; } ||
                std::is_arithmetic_v<std::remove_cvref_t<decltype(result)>>) {
    bench::flatten(result, append);
  } else {
    const auto& [value, derivative] = result;
    bench::flatten(value, append);
    bench::flatten(derivative, append);
  }
  return all;
}

template <class Problem, class Engine>
auto evaluate(const bench::point_of<Problem>& point) {
  return std::apply([](const auto&... arguments) { return Engine::template evaluate<Problem>(arguments...); }, point);
}

// A fast wrong gradient is worth nothing: every number of every engine at every point agrees to 1e-9 of itself, or, where
// terms cancelled, to 1e-12 of the largest number beside it.
template <class Problem, class Engine>
void verify() {
  for (const auto& point : bench::sample_points<Problem>()) {
    const auto expected = numbers(evaluate<Problem, bench::hand_written>(point));
    const auto actual = numbers(evaluate<Problem, Engine>(point));
    const bool only_value = std::is_same_v<Engine, bench::primal>;
    if (only_value ? actual.size() > expected.size() : actual.size() != expected.size()) {
      std::fprintf(stderr, "%s by %s: %zu numbers instead of %zu\n", Problem::name, Engine::name, actual.size(), expected.size());
      std::exit(1);
    }
    double largest = 0;
    for (double number : expected) largest = std::max(largest, std::abs(number));
    for (std::size_t i = 0; i < actual.size(); ++i) {
      const double tolerance = 1e-9 * std::abs(expected[i]) + 1e-12 * largest;
      if (!(std::abs(actual[i] - expected[i]) <= tolerance)) {
        std::fprintf(stderr, "%s by %s is wrong: number %zu is %.17g, by hand %.17g\n", Problem::name, Engine::name, i, actual[i],
                     expected[i]);
        std::exit(1);
      }
    }
  }
}

template <class Problem, class Engine>
void time_engine(benchmark::State& state) {
  const auto points = bench::sample_points<Problem>();
  while (state.KeepRunningBatch(bench::point_count)) {
    for (const auto& point : points) {
      auto result = evaluate<Problem, Engine>(point);
      benchmark::DoNotOptimize(result);
    }
  }
}

template <class Problem, class... Engines>
void add_problem() {
  (verify<Problem, Engines>(), ...);
  (benchmark::RegisterBenchmark((std::string(Problem::name) + '/' + Engines::name).c_str(), time_engine<Problem, Engines>), ...);
}

std::string processor() {
  std::ifstream information("/proc/cpuinfo");
  for (std::string line; std::getline(information, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace

int main(int argc, char** argv) {
  using bench::compile_time, bench::hand_written, bench::hand_written_by_rows, bench::primal, bench::tape;
  add_problem<bench::polynomial, primal, hand_written, compile_time, tape>();
  add_problem<bench::product_exponential, primal, hand_written, compile_time, tape>();
  add_problem<bench::black_scholes, primal, hand_written, compile_time, tape>();
  add_problem<bench::reprojection, primal, hand_written, hand_written_by_rows, compile_time, tape>();

  benchmark::AddCustomContext("processor", processor());
  benchmark::AddCustomContext("compiler", BENCH_COMPILER);
  benchmark::AddCustomContext("flags", BENCH_FLAGS);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
