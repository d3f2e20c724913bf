// expect: or is one of more than 16
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

template <class T>
struct many {
    T a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
#ifdef TYPEGRAD_FAIL
    T q;
#endif
};

auto const slope = typegrad::gradient([](auto const& all) { return all.a * all.p; })(many<double>{});
