// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Checks the programs that a translation unit beside it has.
#include "program.hpp"

#include <cstdlib>

int main(int count, char** argument) { return random_programs::run(count > 1 ? std::atoi(argument[1]) : 4); }
