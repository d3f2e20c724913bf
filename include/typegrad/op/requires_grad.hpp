// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The word of tape::variable x{2.0, tape::requires_grad}: known without the tape's header, so that its error names that header (trace/optional_headers.hpp).
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>

namespace typegrad::inline v0_2::tape {

struct requires_grad_t {};
inline constexpr requires_grad_t requires_grad{};  // this variable's derivative is asked for

}
