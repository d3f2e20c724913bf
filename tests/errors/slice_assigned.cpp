// expect: typegrad::tape: parts of a tensor, x[i] and x(i, j), are copies, and so is x.grad()
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/tape/tensor.hpp>

void set_first(typegrad::tape::tensor& x) {
#ifdef TYPEGRAD_FAIL
    x[0] = 5.0;
#else
    x = select(typegrad::tape::tensor{1, 0, 0}, 5.0, x);
#endif
}
