// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Writes a page of HTML of each kind, each after a line with its name.
#include <typegrad.hpp>
#include <typegrad/html.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/tape.hpp>
#include <typegrad/tape/html.hpp>

#include <array>
#include <cstdio>
#include <string>

namespace {

constexpr auto polynomial = [](auto x) { return 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8; };
constexpr auto branches = [](auto const& p) { return select(p[0] < p[1], sqrt(p[0]) * p[1], log(p[1])) + max(p[0], p[1]) / (1 + p[0] * p[0]); };
constexpr auto misfit = [](auto const& b, auto const& rows) { return sum(rows, [&](auto const& row) { return typegrad::square(row[1] - b[0] * exp(b[1] * row[0])); }); };
constexpr auto neighbours = [](auto const& p) { return p[0] * p[1] + sin(p[1] * p[2]) - p[2] * p[3]; };

constexpr typegrad::variable<"r"> r;
constexpr typegrad::variable<"a */ b"> odd;

void say(char const* name, std::string const& page) { std::printf("=== %s\n%s\n", name, page.c_str()); }

}

int main() {
    say("function", typegrad::html(polynomial, typegrad::names{"<i>x</i>"}, 2.0));
    say("gradient", typegrad::html(typegrad::gradient(branches), typegrad::names{"\"><script>document.title = 'taken'</script>&amp;'"}, std::array{0.7, 1.3}));
    say("expression", html(r * sin(r / odd))(r = 2.0, odd = 3.0));
    std::array<std::array<double, 2>, 2> const table{{{0, 2}, {1, 1}}};
    say("loop", typegrad::html(misfit, typegrad::names{"b", "table"}, std::array{2.0, 0.0}, typegrad::rows(table)));
    say("spy", typegrad::html(typegrad::sparse_hessian(neighbours)(std::array{1.0, 2.0, 3.0, 4.0})));
    namespace tape = typegrad::tape;
    tape::variable rate{0.5, tape::requires_grad};
    tape::name(rate, "a\nrate");
    tape::describe_record const describing;
    tape::variable growth = exp(3 * rate) - rate;
    say("record", tape::html(growth));
    for (int i = 0; i < 300; ++i) growth = sin(growth) * rate;
    say("folded", tape::html(growth));
}
