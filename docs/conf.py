"""The documentation site: `make docs` builds it from the pages as they lie in the repository, without the network.

The source folder is the repository itself, so that a link between two files is the same link on the site and in a
checkout. Nothing is executed but the import of econsim, whose docstrings become the reference.
"""

from __future__ import annotations

import econsim

project = "econsim"
author = "the econsim authors"
copyright = f"{author}; Apache License 2.0"
version = release = econsim.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_design"]
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    "notebooks/*.ipynb",
    "results/example*/report.md",
    "results/studies/*/report.md",
    "econsim/data/observations/README.md",
    "ASSUMPTIONS.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
]
exclude_patterns = ["**/.*", "build", "dist", "results/*-vs-*-*[0-9a-f]", "results/studies/*-quick"]

myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline", "colon_fence"]
nb_execution_mode = "off"  # notebooks are committed as they ran; tests run them
nb_merge_streams = True

highlight_language = "none"  # of blocks that name none: commands and what they print
default_role = "literal"  # docstrings set names in single backticks
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80

html_theme = "pydata_sphinx_theme"
html_title = "econsim"
html_static_path = ["site/static"]
html_css_files = ["econsim.css"]
html_extra_path = ["site/extra"]
html_sidebars = {"docs/index": [], "docs/start": []}  # pages with no section around them
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "header_links_before_dropdown": 8,
    "navbar_align": "left",
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
