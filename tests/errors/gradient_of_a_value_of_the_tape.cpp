// expect: of a value of the tape there are y.backward() and x.grad(), or tape::grad(y, x)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/tape.hpp>

void differentiate() {
    typegrad::tape::variable const x{2.0, typegrad::tape::requires_grad};
#ifdef TYPEGRAD_FAIL
    auto const slope = typegrad::gradient(x * x);
#else
    auto const slope = typegrad::tape::grad(x * x, x);
#endif
    static_cast<void>(slope);
}
