// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Errors of the tape: std::logic_error that says what happened and what to write, std::invalid_argument where shapes do not fit. Without
// exceptions the program ends with that text.
#pragma once
#pragma GCC system_header

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace typegrad::inline v0_2::tape::detail {

[[noreturn, gnu::noinline, gnu::cold]] inline void fail(std::string const& what) {
#ifdef __cpp_exceptions
    throw std::logic_error("typegrad::tape: " + what);
#else
    std::fprintf(stderr, "typegrad::tape: %s\n", what.c_str());
    std::abort();
#endif
}

[[noreturn, gnu::noinline, gnu::cold]] inline void misfit(std::string const& what) {
#ifdef __cpp_exceptions
    throw std::invalid_argument("typegrad::tape: " + what);
#else
    fail(what);
#endif
}

// A number for a message: its first digits.
template <class T>
std::string written(T const& value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", static_cast<double>(value));
    return text;
}

}
