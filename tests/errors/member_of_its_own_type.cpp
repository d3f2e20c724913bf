// expect: an argument is an aggregate of which a member has a type of its own
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

template <class T>
struct oscillator {
    T frequency;
#ifdef TYPEGRAD_FAIL
    double phase;
#else
    T phase;
#endif
};

auto const slope = typegrad::gradient([](auto const& o) { return o.frequency * o.phase; })(oscillator<double>{2, 1});
