// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A product of eight and its gradient: by hand from prefixes and suffixes.
#include <typegrad.hpp>

#include <array>

namespace {
using vector = std::array<double, 8>;
constexpr auto product = [](auto const& v) {
    auto p = v[0];
    for (std::size_t i = 1; i < v.size(); ++i) p = p * v[i];
    return p;
};
}

// instructions: 1.1
extern "C" double typegrad_product(vector const& v, vector& slope) {
    auto const [value, gradient] = typegrad::value_and_gradient(product)(v);
    slope = gradient;
    return value;
}
extern "C" double hand_product(vector const& input, vector& slope) {
    auto const [a, b, c, d, e, f, g, h] = input;
    double const ab = a * b, abc = ab * c, abcd = abc * d, abcde = abcd * e, abcdef = abcde * f, abcdefg = abcdef * g;
    double const gh = g * h, fgh = f * gh, efgh = e * fgh, defgh = d * efgh, cdefgh = c * defgh, bcdefgh = b * cdefgh;
    slope = {bcdefgh, a * cdefgh, ab * defgh, abc * efgh, abcd * fgh, abcde * gh, abcdef * h, abcdefg};
    return abcdefg * h;
}
