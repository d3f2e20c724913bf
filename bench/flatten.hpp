#pragma once

#include <tuple>

namespace bench {

// Every number of a value, an array of any nesting or a tuple, in order: what lets results of different shapes be compared.
template <class Shape>
void flatten(const Shape& shape, auto&& visit) {
  if constexpr (requires { std::tuple_size<Shape>::value; }) {
    std::apply([&](const auto&... parts) { (flatten(parts, visit), ...); }, shape);
  } else {
    visit(shape);
  }
}

}  // namespace bench
