// expect: wrt stands twice; name all in one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto area = [](auto width, auto height) { return width * height; };

#ifdef TYPEGRAD_FAIL
auto const result = typegrad::gradient(area, typegrad::wrt<0>, typegrad::wrt<1>)(2.0, 3.0);
#else
auto const result = typegrad::gradient(area, typegrad::wrt<0, 1>)(2.0, 3.0);
#endif
