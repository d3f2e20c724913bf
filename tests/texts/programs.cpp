// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Without an argument: functions of C with a main() that prints what they give. `library`: what the library gives, in the same form.
#include <typegrad.hpp>
#include <typegrad/print.hpp>

#include <array>
#include <cstdio>
#include <limits>
#include <string>

namespace {

constexpr auto polynomial = [](auto x) { return 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8; };
// Every operation that has a form in C, in some sum.
constexpr auto elementary = [](auto const& p) {
    auto const x = p[0], y = p[1];
    return sqrt(x) + exp(y) - exp2(x) / 8 + exp10(y) / 100 + expm1(x) * log(x) + log2(y) + log10(x) * log1p(y) + sin(x * y) * cos(x - y) + tan(y) + asin(y / 4) - acos(x / 8) + atan(x) +
           atan2(x, y) + sinh(y) - cosh(x / 3) + tanh(x) * asinh(y) + acosh(1 + x) + atanh(y / 5) + cbrt(x) + erf(y) - erfc(x) + pow(x, y) + hypot(x, y) + rsqrt(x) + sqrt1pm1(y) + xlogy(x, y) +
           xlog1py(y, x) + log1m_exp(-x) + logit(y / 5) + norm_pdf(x) + norm_cdf(y) + log_norm_pdf(y) + fma(x, y, 2);
};
constexpr auto kinked = [](auto const& p) {
    auto const x = p[0], y = p[1];
    return abs(x - y) + max(x, y) * 3 + min(x, 2 * y) + fmax(x, 1) + fmin(y, 1) + fdim(x, y) + relu(x - 1) + clamp(x, 0.5, 2) * y + copysign(x, y - 1) + floor(x) * y + fmod(x * 7, y) +
           remainder(x * 5, y) + select((x < y && !(y == 1)) || x >= 3, x * x, sqrt(y)) + sign(x - y) * x + step(y - 1) * y;
};
constexpr auto activations = [](auto const& p) {
    auto const x = p[0] - 1, y = p[1];
    return sigmoid(x) * y + softplus(x * y) + log_sum_exp(x, y) + softsign(x) + silu(y) + gelu(x) + log_sigmoid(y);
};
constexpr auto several = [](auto const& p) { return std::array{p[0] * p[1], sin(p[0]), p[1]}; };
// The policy fast joins these logarithms, of which C's form takes each alone.
constexpr auto logarithms = [](auto const& p) { return log(p[0]) + 2 * log(p[1]) + log(p[0] + p[1]); };
// Derivatives of a power where its base or its exponent is 0 or infinite have a closed form of any order.
constexpr auto power = [](auto const& p) { return pow(p[0], p[1]); };
constexpr auto in_float = [](auto x) { return exp(x) * sqrt(x) + pow(x, x) + 1.5f; };

constexpr std::array<std::array<double, 2>, 4> where{{{0.7, 1.3}, {2.5, 0.4}, {1.5, 1.5}, {3.25, 2.0}}};
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::array<std::array<double, 2>, 7> of_power{{{0.7, 1.3}, {0, 2}, {0, 3}, {0, 1.5}, {2, -infinity}, {0.5, -1000}, {infinity, -2}}};
constexpr typegrad::variable<"r"> r;
constexpr typegrad::variable<"a */ b"> odd;  // what would end a comment

void print(auto const& value) {
    if constexpr (requires { value.size(); }) for (auto const& part : value) print(part);
    else if constexpr (requires { value.value; }) print(value.value), print(value.gradient);
    else std::printf("%.17g\n", static_cast<double>(value));
}

std::string number(double x) { return x - x == 0 ? typegrad::back::literal_text(x) : x > 0 ? "INFINITY" : "-INFINITY"; }

std::string calls(char const* name, int results, auto const& points) {
    std::string text;
    for (auto const& p : points)
        text += "    { double const x[] = {" + number(p[0]) + ", " + number(p[1]) + "}; double y[9]; " + name + "(x, y); for (i = 0; i < " + std::to_string(results) +
                "; ++i) printf(\"%.17g\\n\", y[i]); }\n";
    return text;
}

}

int main(int count, char**) {
    constexpr std::array<double, 2> p{};
    auto const square_of_both = r * r * odd;
    if (count == 1) {
        std::printf("#include <stdio.h>\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n", typegrad::c_function(typegrad::value_and_gradient(elementary), "elementary", typegrad::names{"p"}, p).c_str(),
                    typegrad::c_function(typegrad::value_and_gradient(kinked), "kinked", p).c_str(), typegrad::c_function(typegrad::value_and_gradient(activations), "activations", p).c_str(), typegrad::c_function(typegrad::jacobian(several), "several", p).c_str(),
                    typegrad::c_function(typegrad::value_and_gradient(logarithms, typegrad::fast), "logarithms", p).c_str(),
                    typegrad::c_function(typegrad::hessian(power), "power", p).c_str(),
                    typegrad::c_function(typegrad::derivative(in_float), "in_float", 1.0f).c_str(), c_function(square_of_both, "expression").c_str(), typegrad::c_function(typegrad::derivative(polynomial), "slope", 1.0).c_str());
        std::printf("int main(void) {\n    int i;\n    float const f = 2.0f;\n    float g;\n    double y;\n    double const two = 2.0;\n%s%s%s%s%s%s    in_float(&f, &g);\n    printf(\"%%.17g\\n\", (double)g);\n"
                    "    { double const x[] = {2.0, 3.0}; expression(x, &y); }\n    printf(\"%%.17g\\n\", y);\n    slope(&two, &y);\n    printf(\"%%.17g\\n\", y);\n    return 0;\n}\n",
                    calls("elementary", 3, where).c_str(), calls("kinked", 3, where).c_str(), calls("activations", 3, where).c_str(), calls("several", 6, where).c_str(), calls("logarithms", 3, where).c_str(), calls("power", 4, of_power).c_str());
    } else {
        for (auto const& at : where) print(typegrad::value_and_gradient(elementary)(at));
        for (auto const& at : where) print(typegrad::value_and_gradient(kinked)(at));
        for (auto const& at : where) print(typegrad::value_and_gradient(activations)(at));
        for (auto const& at : where) print(typegrad::jacobian(several)(at));
        for (auto const& at : where) print(typegrad::value_and_gradient(logarithms, typegrad::fast)(at));
        for (auto const& at : of_power) print(typegrad::hessian(power)(at));
        print(typegrad::derivative(in_float)(2.0f));
        print(square_of_both(r = 2.0, odd = 3.0));
        print(typegrad::derivative(polynomial)(2.0));
    }
}
