// expect gcc: typegrad: pow takes a base and an exponent; write pow(x, 2)
// expect clang: is unavailable: typegrad: pow takes a base and an exponent; write pow(x, 2)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/tape.hpp>

double power() {
    typegrad::tape::variable const x = 2.0;
#ifdef TYPEGRAD_FAIL
    return pow(x, "2").value();
#else
    return pow(x, 2).value();
#endif
}
