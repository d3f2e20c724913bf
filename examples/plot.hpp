// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Curves, points and bands as a picture that a browser shows (SVG), for the examples that have something to show:
//
//     plot("velocity", "time s", "m/s").curve("found", points).write("velocity.svg");
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

class plot {
public:
    using points = std::vector<std::array<double, 2>>;

    plot(std::string title, std::string x, std::string y) : title_(std::move(title)), label_{std::move(x), std::move(y)} {}

    plot& curve(std::string name, points const& at) { return add("curve", std::move(name), at); }
    plot& dots(std::string name, points const& at) { return add("dots", std::move(name), at); }
    // Between two curves over the same places: x, and the two values.
    plot& band(std::string name, std::vector<std::array<double, 3>> const& at) {
        points outline;
        for (auto const& p : at) outline.push_back({p[0], p[1]});
        for (std::size_t k = at.size(); k-- > 0;) outline.push_back({at[k][0], at[k][2]});
        return add("band", std::move(name), outline);
    }
    // One unit is as long in both directions: for maps.
    plot& to_scale() {
        to_scale_ = true;
        return *this;
    }

    void write(std::string const& file) {
        place();
        std::ofstream out(file);
        out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\" width=\"640\" height=\"400\" font-family=\"sans-serif\" font-size=\"12\">\n<style>\n"
               ":root { --paper: #ffffff; --ink: #1c1c1c; --faint: #cccccc; --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #cc79a7; }\n"
               "@media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #e8e8e8; --faint: #44474d; --c0: #56b4e9; --c1: #e69f00; --c2: #2fc79a; --c3: #e0a0c4; } }\n"
               "text { fill: var(--ink); } .grid { stroke: var(--faint); } .curve { fill: none; stroke-width: 1.8; } .band { stroke: none; fill-opacity: 0.25; }\n";
        for (int c = 0; c < 4; ++c) {
            std::string const colour = "var(--c" + std::to_string(c) + ")", of = std::to_string(c);
            out << ".curve.c" << of << " { stroke: " << colour << "; } .band.c" << of << ", .dots.c" << of << " { fill: " << colour << "; }\n";
        }
        out << "</style>\n<rect width=\"640\" height=\"400\" style=\"fill: var(--paper)\"/>\n<text x=\"60\" y=\"20\" font-weight=\"bold\">" << escaped(title_) << "</text>\n";
        for (int axis = 0; axis < 2; ++axis) {
            double const step = step_of(axis);
            for (double at = std::ceil(low_[axis] / step) * step; at <= high_[axis] + step * 1e-9; at += step) {
                std::string const where = digits(axis == 0 ? x_of(at) : y_of(at));
                if (axis == 0) out << "<path class=\"grid\" d=\"M" << where << " 30 V350\"/><text x=\"" << where << "\" y=\"366\" text-anchor=\"middle\">" << number(at, step) << "</text>\n";
                else out << "<path class=\"grid\" d=\"M60 " << where << " H620\"/><text x=\"54\" y=\"" << where << "\" dy=\"4\" text-anchor=\"end\">" << number(at, step) << "</text>\n";
            }
        }
        out << "<text x=\"620\" y=\"388\" text-anchor=\"end\">" << escaped(label_[0]) << "</text><text x=\"620\" y=\"20\" text-anchor=\"end\">" << escaped(label_[1]) << "</text>\n";
        for (std::size_t k = 0; k < all_.size(); ++k) {
            series const& s = all_[k];
            std::string const look = "class=\"" + s.kind + " c" + std::to_string(k % 4) + "\"";
            if (s.kind == "dots") {
                for (auto const& p : s.at) out << "<circle " << look << " cx=\"" << digits(x_of(p[0])) << "\" cy=\"" << digits(y_of(p[1])) << "\" r=\"2.5\"/>\n";
            } else {
                out << "<path " << look << " d=\"";
                for (std::size_t i = 0; i < s.at.size(); ++i) out << (i == 0 ? "M" : " L") << digits(x_of(s.at[i][0])) << " " << digits(y_of(s.at[i][1]));
                out << "\"/>\n";
            }
            double const line = 46 + 16 * static_cast<double>(k);
            if (s.kind == "curve") out << "<path " << look << " d=\"M72 " << digits(line - 4) << " h20\"/>";
            else if (s.kind == "band") out << "<rect " << look << " x=\"72\" y=\"" << digits(line - 9) << "\" width=\"20\" height=\"10\"/>";
            else out << "<circle " << look << " cx=\"82\" cy=\"" << digits(line - 4) << "\" r=\"2.5\"/>";
            out << "<text x=\"98\" y=\"" << digits(line) << "\">" << escaped(s.name) << "</text>\n";
        }
        out << "</svg>\n";
        if (!out.flush()) throw std::runtime_error(file + ": cannot be written");
        std::printf("The picture is in %s.\n", file.c_str());
    }

private:
    struct series {
        std::string kind, name;
        points at;
    };
    plot& add(char const* kind, std::string name, points const& at) {
        all_.push_back({kind, std::move(name), at});
        return *this;
    }
    void place() {
        for (int axis = 0; axis < 2; ++axis) {
            low_[axis] = std::numeric_limits<double>::infinity(), high_[axis] = -low_[axis];
            for (auto const& s : all_)
                for (auto const& p : s.at) low_[axis] = std::min(low_[axis], p[static_cast<std::size_t>(axis)]), high_[axis] = std::max(high_[axis], p[static_cast<std::size_t>(axis)]);
            double const room = high_[axis] > low_[axis] ? 0.04 * (high_[axis] - low_[axis]) : 1;
            low_[axis] -= room, high_[axis] += room;
        }
        if (!to_scale_) return;
        int const wide = (high_[0] - low_[0]) / 560 > (high_[1] - low_[1]) / 320 ? 1 : 0;  // the axis that has room left
        double const unit = wide == 1 ? (high_[0] - low_[0]) / 560 : (high_[1] - low_[1]) / 320, room = (unit * (wide == 1 ? 320 : 560) - (high_[wide] - low_[wide])) / 2;
        low_[wide] -= room, high_[wide] += room;
    }
    double x_of(double x) const { return 60 + 560 * (x - low_[0]) / (high_[0] - low_[0]); }
    double y_of(double y) const { return 350 - 320 * (y - low_[1]) / (high_[1] - low_[1]); }
    // 1, 2 or 5 times a power of ten, for four to ten lines.
    double step_of(int axis) const {
        double const span = (high_[axis] - low_[axis]) / 4, power = std::pow(10, std::floor(std::log10(span)));
        return span / power >= 5 ? 5 * power : span / power >= 2 ? 2 * power : power;
    }
    static std::string digits(double x) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f", x);
        return text;
    }
    static std::string number(double x, double step) {
        char text[32];
        std::snprintf(text, sizeof text, "%g", std::abs(x) < step / 2 ? 0.0 : x);
        return text;
    }
    static std::string escaped(std::string const& text) {
        std::string result;
        for (char const c : text) result += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
        return result;
    }

    std::string title_;
    std::array<std::string, 2> label_;
    std::vector<series> all_;
    double low_[2]{}, high_[2]{};
    bool to_scale_ = false;
};
