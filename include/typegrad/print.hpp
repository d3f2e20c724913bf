// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Printing: an expression, or a function with the arguments that give its shapes, as infix text, as a program in static
// single assignment, or as a Graphviz picture.
//
//     infix(derivative(y, x))          // 15 * (x * x) + 4 * x + 4, for y = 5x³ + 2x² + 4x + 8
//     ssa(gradient(f), 2.0, 0.5)       // the program that gradient(f)(2.0, 0.5) runs
//     graphviz(y)                      // dot -Tsvg draws it
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/text.hpp>
#include <typegrad/expr/evaluate.hpp>
#include <typegrad/gradient.hpp>
#include <typegrad/pass/rewrite.hpp>

namespace typegrad {

namespace detail {
    // The numbers that an expression holds are known when it is printed: they become literals.
    template <class E, class... V>
    auto expression_writer(E const& e, expr::variables<V...>) {
        std::array<double, static_cast<std::size_t>(E::slots) + 1> slot{};
        expr::detail::slot_values::write(e, slot.data());
        graph::builder<double> builder;
        int output[1]{};
        pass::rewrite(graph::made<expr::lowered<E, double>>::graph, builder,
                      [&](int i) {
                          auto const variables = static_cast<int>(sizeof...(V));
                          return i < variables ? tracer<double>(&builder, builder.input()) : tracer<double>(slot[static_cast<std::size_t>(i - variables)]);
                      },
                      output);
        return back::writer(graph::copy(builder, {output[0]}), {V::text.text...});
    }

    template <class F, class... A>
    auto function_writer() {
        return back::writer(graph::copy(graph::made<pass::simplified<recipe_of<F, literal_for<scalar_of_call<F, A...>>, A...>>>::graph), {});
    }
}

template <expr::expression E>
std::string infix(E const& e) {
    return detail::expression_writer(e, expr::variables_of<E>{}).infix();
}
template <expr::expression E>
std::string ssa(E const& e) {
    return detail::expression_writer(e, expr::variables_of<E>{}).ssa();
}
template <expr::expression E>
std::string graphviz(E const& e) {
    return detail::expression_writer(e, expr::variables_of<E>{}).graphviz();
}

template <class F, class... A>
    requires(!is_operand<F>)
std::string infix(F, A const&...) {
    return detail::function_writer<F, A...>().infix();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string ssa(F, A const&...) {
    return detail::function_writer<F, A...>().ssa();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string graphviz(F, A const&...) {
    return detail::function_writer<F, A...>().graphviz();
}

}

#include <typegrad/macros/restore.hpp>
