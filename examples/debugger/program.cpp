// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Something to look at in a debugger; check.py looks at it with gdb.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/tape.hpp>

[[gnu::noinline]] void look_here(auto const&...) { asm volatile(""); }

int main() {
    typegrad::tape::variable const x{2.0, typegrad::tape::requires_grad}, c = 3.0;
    auto const y = x * c + 1;
    typegrad::vec const v{3.0, 4.0};
    typegrad::mat<double, 2, 3> const m{1, 2, 3, 4, 5, 6};
    typegrad::graph::builder<double> graph;
    typegrad::tracer<double> const t(&graph, graph.input()), s = sin(t), known = 5.0;
    look_here(x, c, y, v, m, t, s, known);
}
