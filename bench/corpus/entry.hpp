// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <typegrad.hpp>

#include <array>
#include <cstddef>
#include <tuple>

namespace corpus {

// What a formula of the corpus is: its name, the publication that it is from, a point, and the generic function.
struct entry {
    // The formula takes expressions as well; its gradient by expression then has at most this many times the operations of the gradient of the function.
    static constexpr double by_expression = 0;
};

template <class... Entries>
struct list {};

}
