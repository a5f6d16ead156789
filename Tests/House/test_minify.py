"""The client is made small without changing what it does: nothing in strings, templates and patterns is touched."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "lib"))

from minify import minified, tokens  # noqa: E402


class Minified(unittest.TestCase):
    def expect(self, source, small):
        self.assertEqual(minified(source).rstrip("\n"), small)

    def test_comments_and_spaces_go(self):
        self.expect("/** Why. */\nexport const one = 1 // what\n\n\nexport const two = [ 1,\n  2 ]\n",
                    "export const one=1\nexport const two=[1,2]")

    def test_a_comma_behind_the_last_item_goes(self):
        self.expect("export const f = (one) => ({ list: [\n  one,\n  [, one],\n], })", "export const f=(a)=>({list:[a,[,a]]})")

    def test_what_looks_like_a_comment_in_a_string_a_template_or_a_pattern_stays(self):
        for value in ('"// no  comment"', r'"\" /* */"', "'//'", "`/* ${1}  // */`", r"/[/*]\/  /g", r"/\/\*/"):
            self.expect(f"export const one = {value}", f"export const one={value}")

    def test_a_slash_behind_a_value_divides(self):
        self.assertEqual([token.kind for token in tokens("a / b / c")].count("regex"), 0)
        self.assertEqual([token.kind for token in tokens("f(x) / 2 // g/")].count("regex"), 0)
        self.assertEqual([token.kind for token in tokens("return /x/g")], ["name", "regex"])

    def test_templates_within_templates(self):
        self.expect("export const f = (name) => `a ${name ? `b  ${name}` : { name }.name} c`",
                    "export const f=(a)=>`a ${a?`b  ${a}`:{name:a}.name} c`")

    def test_keys_stay_and_variables_are_renamed(self):
        self.expect("export const f = ({ first, second: { third = 1 }, ...rest }) => "
                    "({ first, third: rest.third ? first : third })",
                    "export const f=({first:a,second:{third:b=1},...c})=>({first:a,third:c.third?a:b})")

    def test_members_stay_and_private_ones_are_renamed(self):
        self.expect("export class Line {\n  state = 1\n  #hidden = 2\n  get sum() { return this.#hidden + this.state }\n}",
                    "export class Line{state=1\n#a=2\nget sum(){return this.#a+this.state}}")

    def test_a_property_called_class_begins_no_class(self):
        self.expect("export function f(view) {\n  if (view.class) {\n    const { name } = view\n    return name\n  }\n}",
                    "export function f(a){if(a.class){const{name:b}=a\nreturn b}}")

    def test_names_of_the_module_are_the_same_in_all_its_parts(self):
        self.expect("const helper = (one) => one\n"
                    "export const f = (two) => helper(two)\nexport const g = (one, two) => helper(two)",
                    "const A=(a)=>a\nexport const f=(a)=>A(a)\nexport const g=(b,a)=>A(a)")

    def test_a_number_with_a_name_is_written_where_the_name_is_used(self):
        self.expect("const limit = 0x1_0\nconst sum = 1 +\n  limit\n"
                    "export const f = (one) => ({ limit, one: one > limit ? sum : limit * 2 })",
                    "const A=1+0x1_0\nexport const f=(a)=>({limit:0x1_0,one:a>0x1_0?A:0x1_0*2})")
        self.expect("export const limit = 5\nexport const f = () => limit", "export const limit=5\nexport const f=()=>limit")

    def test_what_the_platform_provides_keeps_its_name(self):
        self.expect("export const f = (value) => new Map(globalThis, value, Object)",
                    "export const f=(a)=>new Map(globalThis,a,Object)")

    def test_signs_that_would_run_together_do_not(self):
        self.expect("export const f = (a, b) => a + +b - -a", "export const f=(a,b)=>a+ +b- -a")

    def test_what_it_cannot_tell_apart_it_refuses(self):
        with self.assertRaises(ValueError):
            minified("const { one } = two")


if __name__ == "__main__":
    unittest.main()
