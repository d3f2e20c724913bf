// expect: typegrad::tape: a variable whose derivative is asked for is made by tape::variable x{2.0, tape::requires_grad}
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/tape.hpp>

#ifdef TYPEGRAD_FAIL
typegrad::tape::variable const x{2.0, true};
#else
typegrad::tape::variable const x{2.0, typegrad::tape::requires_grad};
#endif
