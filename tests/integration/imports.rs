//! Which file of a module imports which, as far as `use` and written-out paths show it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A path from the root of the crate, such as `diff::json::layer`.
type ModulePath = Vec<String>;

/// A source file with its imports resolved as far as it alone can.
struct File {
    path: String,
    /// What it imports or writes out, from the root of the crate.
    uses: Vec<ModulePath>,
    /// The names that an import gives to others, too: children see those of their parent, everybody sees re-exports.
    names: BTreeMap<String, ModulePath>,
}

/// The files of the crate by the modules that they are.
pub(crate) struct Imports(BTreeMap<ModulePath, File>);

impl Imports {
    /// Reads files, each with its path from the root of the repository and its text.
    pub(crate) fn of<'a>(files: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let modules: BTreeSet<ModulePath> = files.clone().map(|(path, _)| module_path(path)).collect();
        let read = files.map(|(path, text)| {
            let module = module_path(path);
            let file = read(path, text, &module, &modules);
            (module, file)
        });
        Self(read.collect())
    }

    /// Returns the first components of all paths: the modules of the library, and `cli`.
    pub(crate) fn rooms(&self) -> BTreeSet<&str> {
        self.0.keys().filter_map(|module| module.first()).map(String::as_str).collect()
    }

    /// Spells out a shortest circle through each file that is the first of one: `a -> b -> a`.
    pub(crate) fn circles(&self, room: &str) -> Vec<String> {
        let inside = self.0.keys().filter(|module| module[0] == room);
        let arrows: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
            inside.map(|module| (module, self.imports(module))).collect();
        let circles = arrows.keys().filter_map(|start| {
            let circle = circle(start, &arrows)?;
            let is_first = circle.iter().min() == Some(start);
            is_first.then(|| circle.iter().map(|module| self.0[*module].path.as_str()).collect::<Vec<_>>().join(" -> "))
        });
        circles.collect()
    }

    /// Returns the files of the same room that a file imports. The files that it lies below are left out: a parent
    /// declares its children, and holds what they share.
    fn imports(&self, module: &ModulePath) -> BTreeSet<&ModulePath> {
        let mut found = BTreeSet::new();
        for used in &self.0[module].uses {
            self.resolve(used, &mut BTreeSet::new(), &mut found);
        }
        found.retain(|other| other[0] == module[0] && !module.starts_with(other));
        found
    }

    /// Finds the file that defines what a path names: an import of a name that is re-exported is one of the file
    /// behind it.
    fn resolve<'a>(&'a self, path: &[String], seen: &mut BTreeSet<ModulePath>, found: &mut BTreeSet<&'a ModulePath>) {
        if !seen.insert(path.to_vec()) {
            return;
        }
        let depth = (1..=path.len()).rev().find(|depth| self.0.contains_key(&path[..*depth]));
        let Some((module, file)) = depth.and_then(|depth| self.0.get_key_value(&path[..depth])) else { return };
        let rest = &path[module.len()..];
        match rest.first().map(String::as_str) {
            // All that it has, and all that it re-exports.
            Some("*") => {
                found.insert(module);
                for other in file.names.values() {
                    self.resolve(other, seen, found);
                }
            }
            Some(name) => match file.names.get(name) {
                Some(other) => self.resolve(&[other, &rest[1..]].concat(), seen, found),
                None => _ = found.insert(module),
            },
            // A module, and what its parent re-exports by the same name.
            None => {
                found.insert(module);
                let parent = module.split_last().and_then(|(name, parent)| self.0.get(parent)?.names.get(name));
                if let Some(other) = parent {
                    self.resolve(other, seen, found);
                }
            }
        }
    }
}

/// Finds a shortest way from a file back to itself.
fn circle<'a>(
    start: &'a ModulePath,
    arrows: &BTreeMap<&'a ModulePath, BTreeSet<&'a ModulePath>>,
) -> Option<Vec<&'a ModulePath>> {
    let mut ways = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in &arrows[way[way.len() - 1]] {
            let longer = [way.as_slice(), &[*next]].concat();
            if *next == start {
                return Some(longer);
            }
            if seen.insert(*next) {
                ways.push_back(longer);
            }
        }
    }
    None
}

/// `src/diff/json/mod.rs` is `diff::json`.
fn module_path(path: &str) -> ModulePath {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

fn read(path: &str, text: &str, module: &[String], modules: &BTreeSet<ModulePath>) -> File {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let (imports, rest) = split_imports(&code.join("\n"));
    let is_child = |name: &str| modules.contains(&[module, &[name.to_owned()]].concat());
    let absolute = |path: &[String]| absolute(path, module, is_child);
    let mut names = BTreeMap::new();
    let mut uses = Vec::new();
    for (path, name) in imports.iter().flat_map(|import| tree(import)) {
        let Some(path) = absolute(&path) else { continue };
        names.insert(name, path.clone());
        uses.push(path);
    }
    for path in written_paths(&rest) {
        let known = names.get(&path[0]).map(|import| [import, &path[1..]].concat());
        uses.extend(known.or_else(|| absolute(&path)));
    }
    File { path: path.to_owned(), uses, names }
}

/// Takes the trees of all `use` out of the code.
fn split_imports(code: &str) -> (Vec<String>, String) {
    let (mut imports, mut rest, mut open) = (Vec::new(), String::new(), None::<String>);
    for line in code.lines() {
        let statement = line.trim_start();
        let statement = match statement.strip_prefix("pub").map(|public| public.trim_start_matches(|c| c != ' ')) {
            Some(statement) => statement.trim_start(),
            None => statement,
        };
        match (open.take(), statement.strip_prefix("use ")) {
            (Some(text), _) => open = Some(text + line),
            (None, Some(text)) => open = Some(text.to_owned()),
            (None, None) => rest = rest + line + "\n",
        }
        if let Some(text) = open.take_if(|text| text.ends_with(';')) {
            imports.push(text.trim_end_matches(';').chars().filter(|c| *c != '\n').collect());
        }
    }
    (imports, rest)
}

/// Spells out a tree such as `super::{a, b::{self, c as d}}`: each path with the name that it gets here.
fn tree(text: &str) -> Vec<(ModulePath, String)> {
    let Some((prefix, rest)) = text.split_once('{') else {
        let (path, name) = text.split_once(" as ").unwrap_or((text, text));
        let mut path: ModulePath = path.trim().split("::").map(str::to_owned).collect();
        path.pop_if(|last| last == "self");
        let name = name.trim().rsplit("::").next().unwrap_or_default().to_owned();
        let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name };
        return vec![(path, name)];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let mut depth = 0;
    let branches = inside.split(|character| {
        depth += i32::from(character == '{') - i32::from(character == '}');
        depth == 0 && character == ','
    });
    let branches = branches.map(str::trim).filter(|branch| !branch.is_empty());
    branches.flat_map(|branch| tree(&format!("{}{branch}", prefix.trim()))).collect()
}

/// Finds paths of several names in code: `super::a::b`, `child::c`.
fn written_paths(code: &str) -> Vec<ModulePath> {
    let words = code.split(|character: char| !(character.is_alphanumeric() || "_:".contains(character)));
    let paths = words.map(|word| word.trim_end_matches(':').trim_start_matches(':')).filter(|word| word.contains("::"));
    paths.map(|path| path.split("::").map(str::to_owned).collect()).collect()
}

/// Makes a path start at the root of the crate; none for paths into other crates, and for types and variants.
fn absolute(path: &[String], module: &[String], is_child: impl Fn(&str) -> bool) -> Option<ModulePath> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => {
            let parent = module.split_last()?.1;
            match rest.first().map(String::as_str) {
                Some("super") => absolute(rest, parent, is_child),
                _ => Some([parent, rest].concat()),
            }
        }
        name => is_child(name).then(|| [module, path].concat()),
    }
}

#[test]
fn circles_are_found_through_lists_parents_and_paths() {
    let circles = |files: &[(&str, &str)]| Imports::of(files.iter().copied()).circles("m");
    let parent = ("src/m/mod.rs", "mod a;\nmod b;\npub use b::{Thing, Other as Same};\npub struct Own;\n");
    for imports in [
        "use super::b::Thing;",
        "use super::{Own, Thing};",
        "use super::{\n    Own,\n    Same,\n};",
        "use crate::m::b::{self, c};",
        "use super::*;",
        "fn f() {\n    super::b::g();\n}",
        "pub(super) use crate::m::Thing as Else;",
    ] {
        let found = circles(&[parent, ("src/m/a.rs", imports), ("src/m/b.rs", "use super::a::f;\n")]);
        assert_eq!(found, ["src/m/a.rs -> src/m/b.rs -> src/m/a.rs"], "{imports}");
    }
    for imports in ["use super::Own;", "use crate::n::Thing;", "// super::b::g()", "use other::b::Thing;"] {
        let found = circles(&[parent, ("src/m/a.rs", imports), ("src/m/b.rs", "use super::a::f;\n")]);
        assert_eq!(found, Vec::<String>::new(), "{imports}");
    }
    let inner = ("src/m/b/mod.rs", "mod c;\nuse super::a;\npub fn g() { a::f() }\n");
    let found = circles(&[
        parent,
        ("src/m/a.rs", "use super::d;\nfn f() { d::h() }"),
        inner,
        ("src/m/d.rs", "use super::b::g;"),
    ]);
    assert_eq!(found, ["src/m/a.rs -> src/m/d.rs -> src/m/b/mod.rs -> src/m/a.rs"]);
}
