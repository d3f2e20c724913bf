// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Prints what the stanzas say of all operations, for random_programs.py: it compiles in seconds, where the program that checks them takes minutes.
#include "facts.hpp"

#include <typegrad.hpp>
#include <typegrad/special.hpp>

#include <cmath>
#include <iomanip>
#include <iostream>

namespace harness {

template <class... Op>
void add(std::vector<facts>& to, op::operation_list<Op...>, bool special) {
    (to.push_back(facts_of<Op>(special)), ...);
}

void print_json(std::ostream& to, std::vector<facts> const& table) {
    auto const list = [&](auto const& of, int n, auto print) {
        to << '[';
        for (int k = 0; k < n; ++k) to << (k ? ", " : ""), print(of[static_cast<std::size_t>(k)]);
        to << ']';
    };
    auto const bound = [&](double x) { to << (std::isinf(x) ? (x < 0 ? "-Infinity" : "Infinity") : ""); if (!std::isinf(x)) to << x; };
    auto const range = [&](op::interval i) { to << '[', bound(i.low), to << ", ", bound(i.high), to << ']'; };
    auto const flag = [&](bool b) { to << (b ? "true" : "false"); };
    to << std::setprecision(17) << "[\n";
    for (std::size_t i = 0; i < table.size(); ++i) {
        facts const& p = table[i];
        to << "  {\"name\": \"" << p.name << "\", \"text\": \"" << p.text << "\", \"arity\": " << p.arity << ", \"infix\": ";
        flag(p.infix), to << ", \"gives_condition\": ", flag(p.gives_condition), to << ", \"function\": ", flag(p.is_function);
        to << ", \"special\": ", flag(p.special), to << ", \"domain\": ", list(p.domain, p.arity, range), to << ", \"tame\": ", list(p.tame, p.arity, range);
        to << ", \"integer\": ", list(p.integer, p.arity, flag), to << ", \"active\": ", list(p.active, p.arity, flag), to << ", \"differentiable\": ", list(p.differentiable, p.arity, flag), to << ", \"condition\": ", list(p.condition, p.arity, flag);
        to << ", \"exceptional\": ", list(p.exceptional, static_cast<int>(p.exceptional.size()), [&](op::point const& at) { list(at, p.arity, bound); });
        to << '}' << (i + 1 < table.size() ? ",\n" : "\n");
    }
    to << "]\n";
}

}

int main() {
    std::vector<harness::facts> all;
    harness::add(all, harness::op::table{}, false);
    harness::add(all, harness::op::special_operations{}, true);
    harness::print_json(std::cout, all);
}
