// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Formulas for LaTeX, pictures for Markdown, pages of HTML: by content. What is written in C is compiled and run by check_c.py.
#define BOOST_TEST_MODULE texts
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/html.hpp>
#include <typegrad/tape/html.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/print.hpp>
#include <typegrad/solve.hpp>

#include <array>
#include <string>

namespace {

using typegrad::names;

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"sigma"> sigma;
constexpr typegrad::variable<"<i>\"&'"> odd;

int count(std::string const& text, std::string const& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}
bool has(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

// The element that begins with this, to its end.
std::string element(std::string const& text, std::string const& begin, std::string const& end) {
    auto const at = text.find(begin);
    return at == std::string::npos ? "" : text.substr(at, text.find(end, at) - at);
}


constexpr auto polynomial = [](auto t) { return 5 * pow(t, 3) + 2 * pow(t, 2) + 4 * t + 8; };
constexpr auto chosen = [](auto const& p) { return select(p[0] < 1, exp(p[0]), sqrt(p[1])) * p[0]; };
constexpr auto root_of = typegrad::root([](auto r, auto a) { return r * r - a; });

}

BOOST_AUTO_TEST_CASE(latex_of_expressions) {
    BOOST_TEST(latex(5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8) == "5 x^{3} + 2 x^{2} + 4 x + 8");
    BOOST_TEST(latex((x + 1) * (x - sigma)) == "\\left( x + 1 \\right) \\left( x - \\sigma \\right)");
    BOOST_TEST(latex(x - (x - sigma)) == "x - \\left( x - \\sigma \\right)");
    BOOST_TEST(latex(x - 2) == "x - 2");
    BOOST_TEST(latex(exp(-x) / sqrt(sigma)) == "\\frac{e^{-x}}{\\sqrt{\\sigma}}");
    BOOST_TEST(latex(pow(x + 1, sigma)) == "\\left( x + 1 \\right)^{\\sigma}");
    BOOST_TEST(latex(abs(x) + log1p(x)) == "\\left| x \\right| + \\operatorname{log1p}\\left( x \\right)");
    BOOST_TEST(latex(select(x < 1, x, sigma)) == "\\begin{cases} x & x < 1 \\\\ \\sigma & \\text{otherwise} \\end{cases}");
    BOOST_TEST(latex(1e-7 * x) == "1 \\cdot 10^{-7} x");
    BOOST_TEST(latex(40 * x) == "40 x");
}

BOOST_AUTO_TEST_CASE(latex_of_names) {
    using writer = typegrad::back::writer_of_latex<double>;
    BOOST_TEST(writer::name("x12") == "x_{12}");
    BOOST_TEST(writer::name("p[2]") == "p_{2}");
    BOOST_TEST(writer::name("omega0") == "\\omega_{0}");
    BOOST_TEST(writer::name("rate_of $") == "\\mathit{rate\\_of \\$}");
    BOOST_TEST(writer::name("a\\b^") == "\\mathit{a\\backslash b\\^{}}");
}

BOOST_AUTO_TEST_CASE(names_of_arguments) {
    constexpr auto f = [](auto r, auto const& p) { return r * p[1]; };
    BOOST_TEST(typegrad::infix(f, names{"radius", "p"}, 2.0, std::array{1.0, 2.0}) == "radius * p[1]");
    BOOST_TEST(typegrad::infix(f, 2.0, std::array{1.0, 2.0}) == "x0 * x2");
    BOOST_TEST(typegrad::infix(f, names{"r"}, 2.0, std::array{1.0, 2.0}) == "r * x2");  // what has no name is called as ever
    BOOST_TEST(has(graphviz(odd * odd), "label=\"<i>\\\"&'\""));
}

BOOST_AUTO_TEST_CASE(picture_for_markdown) {
    BOOST_TEST(typegrad::mermaid([](auto a, auto b) { return sin(a * b) + 2; }, names{"a", "b"}, 1.0, 1.0) ==
               "flowchart TD\n    n0([\"a\"])\n    n1([\"b\"])\n    n2[\"t2 = a * b\"]\n    n0 --> n2\n    n1 --> n2\n    n3[\"t3 = sin(t2)\"]\n    n2 --> n3\n    n4[\"t4 = t3 + 2\"]\n"
               "    n3 --> n4\n    out0([\"y\"])\n    n4 --> out0\n");
    BOOST_TEST(has(mermaid(odd * x), "#60;i#62;#34;#38;#39;"));
    BOOST_TEST(!has(mermaid(odd * x), "<i>"));
}

BOOST_AUTO_TEST_CASE(c_of_what_has_no_form) {
    auto const text = typegrad::c_function([](auto a) { return erfcx(a) * erfcx(2 * a); }, "f", 1.0);
    BOOST_TEST(count(text, "#error \"typegrad::c_function: no form in C of erfcx;") == 1);
    BOOST_TEST(count(typegrad::c_function([](auto a) { return root_of(1, a); }, "f", 1.0), "#error") == 1);
    BOOST_TEST(!has(c_function(odd * x, "f"), "#error"));
    BOOST_TEST(has(typegrad::c_function([](auto a) { return 1 / (a - a) + a * 0.1; }, "f", 1.0), "0.1"));
}

BOOST_AUTO_TEST_CASE(page_of_a_function) {
    std::string const page = typegrad::html(polynomial, names{"t"}, 2.0);
    BOOST_TEST(page.starts_with("<!DOCTYPE html>"));
    for (auto const& outside : {"http", "<link", "src=", "@import", "url("}) BOOST_TEST(!has(page, outside), outside);

    // All of the program is there, once in a picture and once as a line, and the picture's edges are its operands in their order.
    BOOST_TEST(count(page, "class=\"line heat") == 11);
    BOOST_TEST(count(page, "class=\"node heat") == 12);
    std::string const forward = element(page, "id=\"forward\"", "</figure>"), backward = element(page, "id=\"backward\"", "</figure>");
    BOOST_TEST(count(forward, "class=\"node heat") == 9);
    BOOST_TEST(count(backward, "class=\"node heat") == 3);
    BOOST_TEST(count(forward, "class=\"edge\"") == 12);
    BOOST_TEST(has(forward, "data-from=\"0\" data-to=\"2\" data-operand=\"0\""));
    BOOST_TEST(has(forward, "data-from=\"1\" data-to=\"2\" data-operand=\"1\""));
    BOOST_TEST(has(page, "11 operations: 8 forward, 3 backward"));

    // Values, adjoints and rules.
    BOOST_TEST(has(forward, "data-line=\"t\" data-value=\"2\" data-adjoint=\"72\""));
    BOOST_TEST(has(forward, "data-line=\"t1 = t * t\" data-value=\"4\" data-adjoint=\"12\""));  // 2 + 5 t
    BOOST_TEST(has(forward, "data-line=\"t2 = t * t1\" data-value=\"8\" data-adjoint=\"5\" data-rule=\"∂t2/∂t = t1\n∂t2/∂t1 = t\""));
    BOOST_TEST(has(forward, "→ y<"));
    BOOST_TEST(has(backward, ">72<"));
    BOOST_TEST(has(backward, "→ ∂y/∂t<"));
}

BOOST_AUTO_TEST_CASE(page_of_a_branch) {
    std::string const page = typegrad::html(chosen, names{"p"}, std::array{0.0, 4.0});
    BOOST_TEST(has(page, "data-line=\"p[0]\" data-value=\"0\" data-adjoint=\"1\""));
    BOOST_TEST(has(page, "data-line=\"p[1]\" data-value=\"4\" data-adjoint=\"0\""));

    BOOST_TEST(has(element(page, "= sqrt(p[1])\" data-value", ">"), "not computed: the branch is not taken"));
    BOOST_TEST(has(element(page, "= exp(p[0])\" data-value", ">"), "data-value=\"1\""));
}

BOOST_AUTO_TEST_CASE(page_with_rules_of_functions) {
    std::string const page = typegrad::html([](auto a, auto b) { return sin(a) / b; }, names{"a", "b"}, 0.0, 2.0);
    BOOST_TEST(has(page, "data-rule=\"∂t2/∂a = cos(a)\""));
    BOOST_TEST(has(page, "∂t3/∂t2 = 1 / b\n∂t3/∂b = -(t3 * (1 / b))"));
    BOOST_TEST(has(page, "data-line=\"a\" data-value=\"0\" data-adjoint=\"0.5\""));
    BOOST_TEST(has(page, "→ ∂y/∂b"));
}

BOOST_AUTO_TEST_CASE(page_of_several_results_and_of_a_transform) {
    std::string const page = typegrad::html([](auto a, auto b) { return std::array{a * b, a + b}; }, 3.0, 5.0);
    BOOST_TEST(has(page, "data-line=\"x0\" data-value=\"3\" data-adjoint=\"5, 1\""));
    BOOST_TEST(has(page, "→ y0<"));
    std::string const gradient = typegrad::html(typegrad::gradient(polynomial), 2.0);
    BOOST_TEST(has(gradient, ">72<"));
    BOOST_TEST(has(gradient, "→ ∂y/∂x0<"));
    BOOST_TEST(!has(gradient, "id=\"backward\""));
    BOOST_TEST(has(typegrad::html([](auto a) { return a * root_of(1, a); }, 4.0), "data-rule=\"a call"));
}

// What is used far below is written there, and not connected by a line: else a page would grow with the square of the program.
BOOST_AUTO_TEST_CASE(page_of_a_long_program) {
    constexpr auto repeated = [](auto a) {
        auto power = a;
        for (int i = 0; i < 100; ++i) power = sin(power) * a;
        return power;
    };
    std::string const page = typegrad::html(repeated, 1.0);
    BOOST_TEST(count(page, "stroke-dasharray=\"3 2\"/>") > 90);
    BOOST_TEST(count(element(page, "id=\"forward\"", "</figure>"), "class=\"edge\"") == 300);
    BOOST_TEST(page.size() < 1000u * static_cast<unsigned>(count(page, "class=\"node heat")));
}

// Of a loop the program, without the values of its rows.
BOOST_AUTO_TEST_CASE(texts_of_a_loop) {
    constexpr auto misfit = [](auto const& b, auto const& rows) { return sum(rows, [&](auto const& row) { return b[0] * row; }); };
    std::array const b{2.0};
    std::array const table{1.0, 2.0, 3.0};
    std::string const page = typegrad::html(typegrad::value_and_gradient(misfit, typegrad::wrt<0>), names{"b"}, b, typegrad::rows(table));
    BOOST_TEST(has(page, "= sum("));
    BOOST_TEST(!has(page, "data-value="));
    // What is computed for each row stands in a frame.
    std::string const frame = element(page, "<figure class=\"loop\"><figcaption>forward, once for each of the rows t", "</figure>");
    BOOST_TEST(has(frame, " = row("));
    BOOST_TEST(!has(frame, " = sum("));
    BOOST_TEST(has(element(page, "id=\"forward\"", "</figure>"), " = sum("));
    BOOST_TEST(has(page, "→ ∂y/∂b<"));
    // The page of the function itself has its derivatives by what is not rows.
    BOOST_TEST(typegrad::html(misfit, names{"b"}, b, typegrad::rows(table)) == typegrad::html(typegrad::value_and_gradient(misfit, typegrad::wrt<0>), names{"b"}, b, typegrad::rows(table)));
    BOOST_TEST(has(page, "A function of 1 number and rows"));
    BOOST_TEST(count(typegrad::c_function(misfit, "f", b, typegrad::rows(table)), "#error") == 3);

    constexpr auto nested = [](auto const& factors, auto const& rows) { return sum(rows, [&](auto const& row) { return factors[0] * row[1] + max(rows, [&](auto const& other) { return row[0] * other[0]; }); }); };
    std::array<std::array<double, 2>, 1> const pairs{};
    BOOST_TEST(typegrad::infix(nested, names{"b", "data"}, b, typegrad::rows(pairs)) == "sum(b * data[1] + max(data[0] * data[0]', data), data)");
    BOOST_TEST(typegrad::latex(nested, names{"b", "d"}, b, typegrad::rows(pairs)) == "\\operatorname{sum}\\left( b d_{1} + \\max\\left( d_{0} {d_{0}}', d \\right), d \\right)");
    BOOST_TEST(has(typegrad::ssa(typegrad::gradient(misfit, typegrad::wrt<1>), names{"b", "data"}, b, typegrad::rows(table)), " = place(data, "));
}

// Where a sparse matrix has entries: a mark each, with row, column and value; of a large one a mark for a square of them.
BOOST_AUTO_TEST_CASE(page_of_a_sparse_matrix) {
    constexpr auto chain = [](auto const& p) { return std::array{p[0] * p[0], p[1] - 3 * p[0], p[2]}; };
    std::string const page = typegrad::html(typegrad::sparse_jacobian(chain)(std::array{2.0, 1.0, 1.0}));
    BOOST_TEST(page.starts_with("<!DOCTYPE html>"));
    BOOST_TEST(has(page, "3 rows, 3 columns, 4 entries that are not zero by structure: 44.4 %"));
    BOOST_TEST(count(page, "<g class=\"cell") == 4);
    BOOST_TEST(has(page, "<g class=\"cell\" data-node=\"0\" data-operands=\"\" data-line=\"row 0, column 0\" data-value=\"4\"><rect x=\"1\" y=\"1\" width=\"32\""));
    BOOST_TEST(has(page, "<g class=\"cell negative\" data-node=\"1\" data-operands=\"\" data-line=\"row 1, column 0\" data-value=\"-3\"><rect x=\"1\" y=\"33\""));
    std::vector<int> starts, columns;
    for (int i = 0; i <= 1500; ++i) starts.push_back(i), columns.push_back(1499 - i);
    std::string const large = typegrad::back::spy_page<double>("<i>", 1500, 1500, starts, columns, std::vector<double>(1500, 1.0));
    BOOST_TEST(count(large, "<g class=\"cell\"") == 500);
    BOOST_TEST(has(large, "data-line=\"row 0 to 2, column 1497 to 1499\" data-value=\"3 entries\""));
    BOOST_TEST(has(large, "<title>&lt;i&gt;</title>"));
}

// A record: values, gradients and partial derivatives, names as text, few boxes of many values.
BOOST_AUTO_TEST_CASE(page_of_a_record) {
    namespace tape = typegrad::tape;
    tape::variable a{2.0, tape::requires_grad}, b{0.5, tape::requires_grad};
    tape::name(a, "<a>");
    tape::describe_record const describing;
    auto const y = a * exp(b * 3.0) - a;
    std::string const page = tape::html(y);
    BOOST_TEST(!has(page, "<a>"));
    BOOST_TEST(count(page, "class=\"node heat0\"") == 6);
    BOOST_TEST(count(page, "class=\"edge\"") == 6);
    BOOST_TEST(has(page, "data-line=\"&lt;a&gt;\" data-adjoint=\"3.48169\""));
    BOOST_TEST(has(page, " = exp(v"));
    BOOST_TEST(has(page, "/∂&lt;a&gt; = 4.48169\n"));
    BOOST_TEST(has(page, "→ y<"));
    BOOST_TEST(!has(page, "id=\"backward\""));
    BOOST_TEST(has(tape::text(b * 3.0 + 1.0), "= 3 * x"));
    BOOST_TEST(has(tape::text(b * 3.0 - 1.0), " - …  = 0.5\n"));
    tape::variable<double> sum = a;
    for (int i = 0; i < 1000; ++i) sum = sum * a + sin(a);
    std::string const folded = tape::html(sum);
    BOOST_TEST(count(folded, "class=\"node heat0\"") < 55);
    BOOST_TEST(has(folded, "values, folded"));
    BOOST_TEST(has(folded, " *, "));
}

// Whatever a user calls a variable is text.
BOOST_AUTO_TEST_CASE(page_of_an_expression) {
    std::string const page = html(odd * x * x + 3 * x)(odd = 2.0, x = 5.0);
    BOOST_TEST(has(page, "data-line=\"x\" data-value=\"5\" data-adjoint=\"23\""));
    BOOST_TEST(has(page, "data-line=\"&lt;i&gt;&quot;&amp;&#39;\" data-value=\"2\" data-adjoint=\"25\""));
    BOOST_TEST(!has(page, "<i>"));
    BOOST_TEST(has(page, "→ ∂y/∂x"));
}

BOOST_AUTO_TEST_CASE(listings) {
    using typegrad::gradient, typegrad::listing;
    BOOST_TEST(listing(3 * x + sigma) == "v0 = x * 3 + sigma\nreturn v0\n");
    // A pair, one reciprocal for two quotients, products in their sums.
    constexpr auto f = [](auto r, auto angle) { return r * sin(angle) + exp(angle) / r; };
    BOOST_TEST(listing(gradient(f), names{"r", "angle"}, 1.0, 1.0) ==
               "v0, v1 = sin(angle), cos(angle)\nv2 = exp(angle)\nv3 = 1 / r\nv4 = v2 * v3\nv5 = v0 - v4 * v3\nv6 = r * v1 + v4\nreturn v5, v6\n");
    // What one branch needs is in its block.
    constexpr auto choice = [](auto const& p) { return select(p[0] < 1, exp(p[0]), log(p[1])) * p[0]; };
    std::string const branches = listing(choice, names{"p"}, std::array<double, 2>{});
    BOOST_TEST(branches == "c0 = p[0] < 1\nif c0 {\n    v1 = exp(p[0])\n    v0 = v1\n} else {\n    v2 = log(p[1])\n    v0 = v2\n}\nv3 = p[0] * v0\nreturn v3\n");
    // A call of several arguments takes them side by side.
    BOOST_TEST(has(listing(root_of, names{"r", "a"}, 1.0, 2.0), " = root("));
    // Neighbours in lanes, where the processor has these.
    constexpr auto cubes = [](auto const& p) {
        auto s = p[0] * p[0] * (p[0] - 1);
        for (std::size_t i = 1; i < 16; ++i) s = s + p[i] * p[i] * (p[i] - 1);
        return s;
    };
    std::string const lanes = listing(gradient(cubes), names{"p"}, std::array<double, 16>{});
    BOOST_TEST(count(lanes, "load(p[") > 1);
    BOOST_TEST(count(lanes, "broadcast(1)") == 1);
    BOOST_TEST(has(lanes, "[1]\n"));
}
