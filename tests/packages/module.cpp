// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A program that imports the library.
import typegrad;

constexpr auto f = [](auto x) { return 5 * pow(x, 3) + 2 * square(x) + 4 * x + 8; };
static_assert(typegrad::derivative(f)(2.0) == 72);

int main(int count, char**) { return typegrad::gradient(f)(static_cast<double>(count)) == 23 && typegrad::square(count + 1.0) == 4 ? 0 : 1; }
