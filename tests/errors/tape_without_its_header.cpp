// expect: typegrad: tape::variable is in an optional header; write #include <typegrad/tape.hpp>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifndef TYPEGRAD_FAIL
#include <typegrad/tape.hpp>
#endif

namespace tape = typegrad::tape;

double twice() {
    tape::variable x{2.0, tape::requires_grad};
    return x.value();
}
