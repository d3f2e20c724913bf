// expect: typegrad::tape::leaves: the values stand in braces, leaves({1.0, 2.0}), or in a std::vector
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/tape.hpp>
#include <array>
#include <vector>

void differentiate([[maybe_unused]] std::vector<double> const& data) {
#ifdef TYPEGRAD_FAIL
    auto const parameters = typegrad::tape::leaves(1.0, 2.0);
#else
    auto const parameters = typegrad::tape::leaves({1.0, 2.0});
    static_cast<void>(typegrad::tape::leaves(data)), static_cast<void>(typegrad::tape::leaves(std::array{1.0}));
#endif
    static_cast<void>(parameters);
}
