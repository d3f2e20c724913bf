// expect: make it a template of its scalar, template <class T> struct point { T x, y; }
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
struct oscillator {
    double frequency;
};
oscillator const o{2};
#else
template <class T>
struct oscillator {
    T frequency;
};
oscillator<double> const o{2};
#endif

auto const slope = typegrad::gradient([](auto const& one) { return one.frequency * one.frequency; })(o);
