// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The corpus: formulas and programs as their publications have them, of many fields. No rule of the library was made for one.
// They judge rewritings: what a rule earns here, it earns for users. Twelve are timed as well (bench/problems).
//
// This program compares the gradient of each with the tape's, and prints its operations: of value and gradient, by default
// and with `fast`. A change of a formula makes the baseline worthless: formulas are added, not changed.
#include "chemistry.hpp"
#include "finance.hpp"
#include "learning.hpp"
#include "mechanics.hpp"

#include <typegrad/tape.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace {

// The leaves of a gradient, in order.
void append(std::vector<double>& leaves, double x) { leaves.push_back(x); }
template <std::size_t N>
void append(std::vector<double>& leaves, std::array<double, N> const& values) {
    for (double x : values) append(leaves, x);
}
template <class... T>
void append(std::vector<double>& leaves, std::tuple<T...> const& parts) {
    std::apply([&](auto const&... part) { (append(leaves, part), ...); }, parts);
}
template <class T>
std::vector<double> leaves_of(T const& gradient) {
    std::vector<double> leaves;
    append(leaves, gradient);
    return leaves;
}

// The largest difference, in terms of the largest component.
double difference(std::vector<double> const& a, std::vector<double> const& b) {
    double size = 0, worst = 0;
    for (double x : b) size = std::max(size, std::fabs(x));
    for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::isfinite(a[i]) ? std::fabs(a[i] - b[i]) : INFINITY);
    return worst / size;
}

void print(char const* label, typegrad::operation_counts const& counts) {
    std::printf("\"%s\": [%d, %d, %d]", label, counts.total(), counts.divisions, counts.calls);
}

template <std::size_t I>
constexpr typegrad::variable<typegrad::name<3>({'x', static_cast<char>('a' + I), '\0'})> argument;

// The formula by expression: what its numbers are is for the compiler to know, and what is named once is computed once.
template <class Entry, std::size_t... I>
bool judge_expression(typegrad::operation_counts const& of_function, std::vector<double> const& expected, std::index_sequence<I...>) {
    static constexpr auto formula = Entry::formula(argument<I>...);
    constexpr auto counts = typegrad::operations(value_and_gradient(formula));
    auto const gradient = std::apply([](auto... at) { return typegrad::gradient(formula)(argument<I> = at...); }, Entry::point);
    bool const right = difference({gradient[argument<I>]...}, expected) < 1e-11;
    if (!right) std::fprintf(stderr, "%s by expression: the gradient is off the tape's\n", Entry::name);
    if (counts.total() <= Entry::by_expression * of_function.total()) return right;
    std::fprintf(stderr, "%s by expression: %d operations, and %d by function\n", Entry::name, counts.total(), of_function.total());
    return false;
}

template <class Entry>
bool judge() {
    return []<class... A>(std::tuple<A...> const&) {
        constexpr auto plain = typegrad::value_and_gradient(Entry::formula);
        constexpr auto fast = typegrad::value_and_gradient(Entry::formula, typegrad::fast);
        constexpr auto plain_counts = typegrad::operations<A...>(plain), fast_counts = typegrad::operations<A...>(fast);
        auto const tape = std::apply(typegrad::tape::value_and_gradient(Entry::formula), Entry::point);
        auto const by_tape = leaves_of(tape.gradient);
        auto const ours = std::apply(plain, Entry::point), reordered = std::apply(fast, Entry::point);
        double const error = difference(leaves_of(ours.gradient), by_tape), fast_error = difference(leaves_of(reordered.gradient), by_tape);
        bool const right = by_tape.size() == leaves_of(ours.gradient).size() && ours.value == tape.value && error < 1e-11 && fast_error < 1e-9;
        std::printf("\"%s\": {", Entry::name);
        print("default", plain_counts), std::printf(", "), print("fast", fast_counts);
        std::printf("},\n");
        if constexpr (Entry::by_expression > 0)
            if (!judge_expression<Entry>(plain_counts, by_tape, std::index_sequence_for<A...>{})) return false;
        if (!right) std::fprintf(stderr, "%s: the gradient is off the tape's by %g, that of fast by %g\n", Entry::name, error, fast_error);
        return right;
    }(Entry::point);
}

template <class... Entries>
bool judge_all(corpus::list<Entries...>) {
    return (judge<Entries>() & ...);
}

}

int main() {
    std::printf("{\n");
    bool const right = judge_all(corpus::CORPUS_FIELD{});
    std::printf("\"\": {}\n}\n");
    return right ? 0 : 1;
}
