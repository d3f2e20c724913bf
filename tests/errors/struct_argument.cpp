// expect: an argument is a Boost.Hana Struct; make it a template of its scalar, and include <typegrad/hana/struct.hpp>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/hana/struct.hpp>
#include <boost/hana/define_struct.hpp>

#ifdef TYPEGRAD_FAIL
struct oscillator {
    using T = double;
    BOOST_HANA_DEFINE_STRUCT(oscillator, (T, frequency));
};
using argument = oscillator;
#else
template <class T>
struct oscillator {
    BOOST_HANA_DEFINE_STRUCT(oscillator, (T, frequency));
};
using argument = oscillator<double>;
#endif

auto const slope = typegrad::gradient([](auto const& o) { return o.frequency * o.frequency; })(argument{2});
