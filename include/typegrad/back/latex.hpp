// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A program as formulas of LaTeX, for its mathematical mode (amsmath): powers raised, quotients as fractions, choices as cases.
#pragma once
#pragma GCC system_header

#include <typegrad/back/text.hpp>

#include <string>
#include <string_view>

namespace typegrad::inline v0_2::back {

namespace detail {
    struct form_in_latex {
        char const* text;
        char const* command;
    };
    // Functions with a command of their own; others are \operatorname.
    inline constexpr form_in_latex functions_in_latex[] = {{"sin", "\\sin"},       {"cos", "\\cos"},       {"tan", "\\tan"},       {"asin", "\\arcsin"}, {"acos", "\\arccos"},
                                                           {"atan", "\\arctan"},   {"sinh", "\\sinh"},     {"cosh", "\\cosh"},     {"tanh", "\\tanh"},   {"log", "\\ln"},
                                                           {"log10", "\\log_{10}"}, {"log2", "\\log_{2}"}, {"max", "\\max"},       {"min", "\\min"},     {"tgamma", "\\Gamma"},
                                                           {"lgamma", "\\ln\\Gamma"}, {"norm_cdf", "\\Phi"}, {"norm_pdf", "\\varphi"}, {"sigmoid", "\\sigma"}};
    inline constexpr char const* greek[] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",    "nu",  "xi",
                                            "pi",    "rho",  "sigma", "tau",   "phi",     "chi",  "psi", "omega", "Gamma", "Delta", "Theta", "Sigma", "Phi", "Omega"};
}

template <class Literal>
class writer_of_latex {
public:
    explicit writer_of_latex(writer<Literal> const& program) : program_(program) {}

    // One formula an output, a line each; a shared value is written as often as it is used.
    std::string formulas() const {
        std::string text;
        for (int i = 0; i < program_.output_count(); ++i) text.append(i > 0 ? "\n" : "").append(formula(program_.output_at(i)).text);
        return text;
    }

    // x, x_{0} for x0 and x[0], \sigma for sigma, and \mathit{…} for longer names, in which nothing of TeX's is left.
    static std::string name(std::string_view text) {
        if (auto const bracket = text.rfind('['); bracket != text.npos && bracket > 0 && text.back() == ']')
            return name(text.substr(0, bracket)) + "_{" + name(text.substr(bracket + 1, text.size() - bracket - 2)) + "}";
        std::size_t letters = text.size();
        while (letters > 0 && text[letters - 1] >= '0' && text[letters - 1] <= '9') --letters;
        if (letters == 0) return text.empty() ? "{}" : std::string(text);
        std::string const index(text.substr(letters)), base(text.substr(0, letters));
        std::string result;
        for (char const* const letter : detail::greek)
            if (base == letter) result = "\\" + base;
        if (result.empty()) {
            bool const plain = base.size() == 1 && ((base[0] >= 'a' && base[0] <= 'z') || (base[0] >= 'A' && base[0] <= 'Z'));
            if (!plain) return in_mathit(text);
            result = base;
        }
        return index.empty() ? result : result + "_{" + index + "}";
    }

private:
    // How tightly a text binds: a choice or condition 0, a sum 1, a sign 2, a product 3, a power or a call 4, a name 5.
    struct part {
        std::string text;
        int binding;
    };

    static std::string name_in_row(std::string const& text) {
        auto const prime = text.find('\'');
        return prime == text.npos ? name(text) : "{" + name(text.substr(0, prime)) + "}" + text.substr(prime);
    }
    static std::string in_mathit(std::string_view text) {
        std::string result = "\\mathit{";
        for (char const c : text) {
            std::string_view const special = "#$%&_{}";
            if (c == '\\') result += "\\backslash ";
            else if (c == '^' || c == '~') result.append("\\").append(1, c).append("{}");
            else result.append(special.find(c) != special.npos ? "\\" : "").append(1, c);
        }
        return result + "}";
    }
    static std::string literal(Literal value) {
        if (value != value) return "\\mathrm{NaN}";
        if (value - value != 0) return value > 0 ? "\\infty" : "-\\infty";
        std::string text = literal_text(value);
        auto const exponent = text.find('e');
        if (exponent == std::string::npos) return text;
        std::string power = text.substr(exponent + 1);
        bool const negative = power[0] == '-';
        power.erase(0, power.find_first_not_of("+-0"));
        return text.substr(0, exponent) + " \\cdot 10^{" + (negative ? "-" : "") + power + "}";
    }
    static std::string in_large_parentheses(std::string const& text) { return "\\left( " + text + " \\right)"; }
    static std::string at_least(int binding, part const& p) { return p.binding < binding ? in_large_parentheses(p.text) : p.text; }

    part formula(int operand) const {
        if (operand < 0) {
            std::string const text = literal(program_.literal_at(operand));
            return {text, text[0] == '-' ? 2 : text.find("cdot") != std::string::npos ? 3 : 5};
        }
        if (operand < program_.input_count()) return {name(program_.input_name(operand)), 5};
        graph::node const& n = program_.node_at(operand);
        if (std::string const in_row = program_.name_in_row(operand); !in_row.empty()) return {name_in_row(in_row), 5};
        if (program_.reduces_rows(operand)) {
            std::string const rows = program_.rows_reduced(operand);
            return {command(n.what->text) + in_large_parentheses(formula(n.operand[0]).text + (rows.empty() ? "" : ", " + name(rows))), 4};
        }
        if (n.exponent > 1) return power(n);
        std::string_view const text = n.what->text;
        if (n.operation == code<add_>) return n.operand[0] < 0 ? sum(n.operand[1], n.operand[0]) : sum(n.operand[0], n.operand[1]);
        if (n.operation == code<sub_>) return {at_least(1, formula(n.operand[0])) + " - " + at_least(3, formula(n.operand[1])), 1};
        if (n.operation == code<neg_>) return {"-" + at_least(3, formula(n.operand[0])), 2};
        if (n.operation == code<mul_>) return product(formula(n.operand[0]), formula(n.operand[1]));
        if (n.operation == code<div_>) return {"\\frac{" + formula(n.operand[0]).text + "}{" + formula(n.operand[1]).text + "}", 4};
        if (n.operation == code<not_>) return {"\\lnot " + at_least(4, formula(n.operand[0])), 3};
        if (n.what->infix) {
            char const* const relation = text == "<" ? " < " : text == "<=" ? " \\le " : text == "==" ? " = " : text == "!=" ? " \\ne " : text == "&&" ? " \\land " : " \\lor ";
            return {at_least(1, formula(n.operand[0])) + relation + at_least(1, formula(n.operand[1])), 0};
        }
        if (text == "sqrt") return {"\\sqrt{" + formula(n.operand[0]).text + "}", 4};
        if (text == "cbrt") return {"\\sqrt[3]{" + formula(n.operand[0]).text + "}", 4};
        if (text == "exp") return {"e^{" + formula(n.operand[0]).text + "}", 4};
        if (text == "abs") return {"\\left| " + formula(n.operand[0]).text + " \\right|", 5};
        if (text == "pow") return {at_least(5, formula(n.operand[0])) + "^{" + formula(n.operand[1]).text + "}", 4};
        if (text == "select" || text == "gate") {
            std::string const otherwise = text == "select" ? formula(n.operand[2]).text : "0";
            return {"\\begin{cases} " + formula(n.operand[1]).text + " & " + formula(n.operand[0]).text + " \\\\ " + otherwise + " & \\text{otherwise} \\end{cases}", 0};
        }
        std::string call = command(text), separator = "\\left( ";
        if (n.what->arity == 0) return {call, 5};
        if (int const k = component_number(n.operation); k >= 0) return {at_least(4, formula(n.operand[0])) + "_{" + std::to_string(k) + "}", 4};
        for (int const argument : program_.operands(operand)) {
            call += separator + formula(argument).text;
            separator = ", ";
        }
        return {call + " \\right)", 4};
    }
    part sum(int a, int b) const {
        part const right = formula(b);
        // Of a number with a sign a difference.
        if (right.binding == 2 && right.text[0] == '-') return {at_least(1, formula(a)) + " - " + right.text.substr(1), 1};
        return {at_least(1, formula(a)) + " + " + at_least(1, right), 1};
    }
    part power(graph::node const& n) const {
        part const raised{at_least(5, formula(n.base)) + "^{" + std::to_string(n.exponent) + "}", 4};
        return n.coefficient == 0 ? raised : product(formula(n.coefficient), raised);
    }
    // A dot only before a number: x y, 2 x, x · 2.
    static part product(part const& a, part const& b) {
        std::string const right = at_least(3, b);
        bool const digit = right[0] >= '0' && right[0] <= '9';
        return {at_least(3, a) + (digit ? " \\cdot " : " ") + right, 3};
    }
    static std::string command(std::string_view text) {
        for (auto const& function : detail::functions_in_latex)
            if (text == function.text) return function.command;
        std::string name = "\\operatorname{";
        for (char const c : text) name.append(c == '_' ? "\\_" : std::string(1, c));
        return name + "}";
    }

    writer<Literal> const& program_;
};

}
