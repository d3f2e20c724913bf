// expect: a member of a Struct has a type of its own, so its value is not known while a function is traced
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/hana/struct.hpp>
#include <boost/hana/define_struct.hpp>
#include <type_traits>

#ifdef TYPEGRAD_FAIL
using count = int;
#else
using count = std::integral_constant<int, 3>;
#endif

template <class T>
struct oscillator {
    BOOST_HANA_DEFINE_STRUCT(oscillator, (T, frequency), (count, levels));
};

auto const slope = typegrad::gradient([](auto const& o) { return o.frequency * o.frequency; })(oscillator<double>{2, {}});
