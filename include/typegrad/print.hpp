// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Printing: an expression, or a function with the arguments that give its shapes, as text.
//
//     infix(derivative(y, x))          // 15 * (x * x) + 4 * x + 4, for y = 5x³ + 2x² + 4x + 8
//     latex(derivative(y, x))          // 15 x^{2} + 4 x + 4
//     ssa(gradient(f), 2.0, 0.5)       // the operations of gradient(f)(2.0, 0.5)
//     listing(gradient(f), 2.0, 0.5)   // the same as it runs: pairs, fused products, reciprocals, lanes, branches
//     mermaid(y)                       // a picture in Markdown
//     graphviz(y)                      // dot -Tsvg draws it
//     c_function(f, "f", 2.0, 0.5)     // the program as a function of C
//
// Of a function, names of its arguments may come before these: ssa(f, names{"r", "angle"}, 2.0, 0.5). An argument of several numbers
// gives its name an index. typegrad/html.hpp draws a page.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/c.hpp>
#include <typegrad/back/latex.hpp>
#include <typegrad/back/listing.hpp>
#include <typegrad/back/text.hpp>
#include <typegrad/expr/evaluate.hpp>
#include <typegrad/transform/products.hpp>
#include <typegrad/op/loop.hpp>
#include <typegrad/pass/rewrite.hpp>

#include <initializer_list>
#include <string>
#include <vector>

namespace typegrad::inline v0_2 {

// What a function's arguments are called in a text.
struct names {
    std::vector<std::string> of_arguments;

    names() = default;
    names(std::initializer_list<char const*> list) : of_arguments(list.begin(), list.end()) {}
};

namespace detail {
    // The numbers that an expression holds are known when it is printed: they become literals.
    template <class E, class... V>
    auto expression_writer(E const& e, expr::variables<V...>) {
        std::array<double, static_cast<std::size_t>(E::slots) + 1> slot{};
        expr::detail::slot_values::write(e, slot.data());
        graph::builder<double> builder;
        int output[1]{};
        pass::rewrite(graph::made<expr::lowered<double, 0, expr::sharing::none, E>>::graph, builder,
                      [&](int i) {
                          auto const variables = static_cast<int>(sizeof...(V));
                          return i < variables ? tracer<double>(&builder, builder.input()) : tracer<double>(slot[static_cast<std::size_t>(i - variables)]);
                      },
                      output);
        std::vector<std::string> columns;
        [&]<class... C>(expr::variables<C...>) { (columns.emplace_back(C::text.text), ...); }(expr::columns_of_inputs<E>{});
        std::vector<std::vector<std::string>> columns_of_input;
        auto const add = [&](bool is_column) { columns_of_input.push_back(is_column ? columns : std::vector<std::string>()); };
        (add(expr::is_column<V>), ...);
        return back::writer(graph::copy(builder, {output[0]}), {V::text.text...}, columns_of_input);
    }

    // The names of all leaves: x, or x[0], x[1] … of an argument of several.
    template <class... A>
    std::vector<std::string> names_of_leaves(names const& given) {
        std::vector<std::string> all;
        std::size_t argument = 0;
        auto const add = [&](int count) {
            for (int i = 0; i < count && argument < given.of_arguments.size(); ++i) {
                all.push_back(given.of_arguments[argument]);
                if (count > 1) all.back().append("[").append(std::to_string(i)).append("]");
            }
            ++argument;
        };
        (add(leaves<A>), ...);
        return all;
    }

    // What is printed of a call: of a gradient in rows its own program, in which what a row receives is added to it.
    template <class Literal, class F, class... A>
    struct printed {
        using recipe = recipe_of<F, Literal, A...>;
    };
    template <class Literal, class Kind, class F, class Request, class... A>
        requires(differentiates_rows<Request, A...> && requires { Kind::with_value; })
    struct printed<Literal, transform<Kind, F, Request>, A...> {
        using recipe = rewrite::as_requested<Request, pass::reversed<rewrite::to_differentiate<Request, traced<F, Literal, A...>>, selection_with_rows<Request, A...>, Kind::with_value>>;
    };
    // What products with derivatives in rows print is what their own program computes (loops/products_in_rows.hpp).
    template <class Literal, class Kind, class F, class Request, class... A>
        requires(differentiates_rows<Request, A...> && std::is_base_of_v<product, Kind>)
    struct printed<Literal, transform<Kind, F, Request>, A...> {
        using recipe = recipe_of<transform_in_rows<transform<Kind, F, Request>>, Literal, A...>;
    };

    template <class F, class... A>
    auto function_writer(names const& given) {
        if constexpr (!check_program<F>(shape_list<A...>{})) {
            graph::builder<double> builder;
            return back::writer(graph::copy(builder, {builder.input()}), {});
        } else return back::writer(graph::copy(graph::made<pass::simplified<typename printed<literal_for<scalar_of_call<F, A...>>, F, A...>::recipe>>::graph), names_of_leaves<A...>(given));
    }
}

// Formulas, one an output.
template <expr::expression E>
std::string infix(E const& e) {
    return detail::expression_writer(e, expr::names_of_inputs<E>{}).infix();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string infix(F, names const& given, A const&...) {
    return detail::function_writer<F, A...>(given).infix();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string infix(F f, A const&... arguments) {
    return infix(f, names{}, arguments...);
}

// The operations, a line each.
template <expr::expression E>
std::string ssa(E const& e) {
    return detail::expression_writer(e, expr::names_of_inputs<E>{}).ssa();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string ssa(F, names const& given, A const&...) {
    return detail::function_writer<F, A...>(given).ssa();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string ssa(F f, A const&... arguments) {
    return ssa(f, names{}, arguments...);
}

// The program as it runs in double, a line a step: what is computed in one step, in lanes, or in one branch only; a quotient by what has
// a reciprocal is a product. It depends on the processor that is compiled for.
template <expr::expression E>
std::string listing(E const& e) {
    std::array<double, static_cast<std::size_t>(E::slots) + 1> slot{};
    expr::detail::slot_values::write(e, slot.data());
    auto names = []<class... V>(expr::variables<V...>) { return std::vector<std::string>{V::text.text...}; }(expr::names_of_inputs<E>{});
    for (std::size_t i = 0; i < static_cast<std::size_t>(E::slots); ++i) names.push_back(back::literal_text(slot[i]));
    return expr::detail::with_sharing(expr::detail::values_of<E>::sharing_with(expr::detail::numbers_held(e)), [&](auto shared) {
        return back::listing<back::compiled<graph::made<expr::lowered<double, 0, shared.value, E>>, back::number_kind::built_in>>(names).text();
    });
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string listing(F, names const& given, A const&...) {
    using source = graph::made<detail::recipe_of<F, double, A...>>;
    static_assert(!graph::has_loops(source::graph), TYPEGRAD_NO_ROWS_HERE);
    return back::listing<back::compiled<source, back::number_kind::built_in>>(detail::names_of_leaves<A...>(given)).text();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string listing(F f, A const&... arguments) {
    return listing(f, names{}, arguments...);
}

// A picture for dot.
template <expr::expression E>
std::string graphviz(E const& e) {
    return detail::expression_writer(e, expr::names_of_inputs<E>{}).graphviz();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string graphviz(F, names const& given, A const&...) {
    return detail::function_writer<F, A...>(given).graphviz();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string graphviz(F f, A const&... arguments) {
    return graphviz(f, names{}, arguments...);
}

// A picture for Markdown, in a block of Mermaid.
template <expr::expression E>
std::string mermaid(E const& e) {
    return detail::expression_writer(e, expr::names_of_inputs<E>{}).mermaid();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string mermaid(F, names const& given, A const&...) {
    return detail::function_writer<F, A...>(given).mermaid();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string mermaid(F f, A const&... arguments) {
    return mermaid(f, names{}, arguments...);
}

// Formulas for LaTeX's mathematical mode, with amsmath.
template <expr::expression E>
std::string latex(E const& e) {
    return back::writer_of_latex(detail::expression_writer(e, expr::names_of_inputs<E>{})).formulas();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string latex(F, names const& given, A const&...) {
    return back::writer_of_latex(detail::function_writer<F, A...>(given)).formulas();
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string latex(F f, A const&... arguments) {
    return latex(f, names{}, arguments...);
}

// The program as a C function of this name, void name(double const* x, double* y): x has the leaves of all arguments in order, y those of
// the result. It needs C99 and its mathematical library. What an expression or `with` holds is in it as a number, and as an input at the end.
template <expr::expression E>
std::string c_function(E const& e, std::string const& name) {
    return back::writer_of_c(detail::expression_writer(e, expr::names_of_inputs<E>{})).function(name);
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string c_function(F, std::string const& name, names const& given, A const&...) {
    return back::writer_of_c(detail::function_writer<F, A...>(given)).function(name);
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string c_function(F f, std::string const& name, A const&... arguments) {
    return c_function(f, name, names{}, arguments...);
}

}

#include <typegrad/macros/restore.hpp>
