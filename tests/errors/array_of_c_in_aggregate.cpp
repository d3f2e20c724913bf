// expect: or is an array of C (make it a std::array)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

template <class T>
struct place {
    T height;
#ifdef TYPEGRAD_FAIL
    T at[2];
#else
    std::array<T, 2> at;
#endif
};

auto const slope = typegrad::gradient([](auto const& p) { return p.at[0] * p.height; })(place<double>{});
