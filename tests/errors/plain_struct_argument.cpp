// expect: declare its members by BOOST_HANA_DEFINE_STRUCT, and include <typegrad/hana/struct.hpp>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/hana/struct.hpp>
#include <boost/hana/define_struct.hpp>

template <class T>
struct oscillator {
#ifdef TYPEGRAD_FAIL
    T frequency;
#else
    BOOST_HANA_DEFINE_STRUCT(oscillator, (T, frequency));
#endif
};

auto const slope = typegrad::gradient([](auto const& o) { return o.frequency * o.frequency; })(oscillator<double>{2});
