#pragma once

#include <array>
#include <cmath>
#include <tuple>

namespace bench {

// (x + y + z) exp(xyz): one library call, whose result the gradient must reuse and not compute again.
struct product_exponential {
  static constexpr auto name = "(x+y+z) exp(xyz)";

  static constexpr auto primal = [](auto x, auto y, auto z) {
    using std::exp;
    return (x + y + z) * exp(x * y * z);
  };

  struct result {
    double value;
    std::array<double, 3> gradient;
  };

  static inline result hand_written(double x, double y, double z) {
    const double xy = x * y;
    const double exponential = std::exp(xy * z);
    const double value = (x + y + z) * exponential;
    return {value, {exponential + value * (y * z), exponential + value * (x * z), exponential + value * xy}};
  }

  static auto sample(auto& uniform) { return std::tuple{uniform(-1, 1), uniform(-1, 1), uniform(-1, 1)}; }
};

}  // namespace bench
