#pragma once

#include <array>

namespace voicehub {

// Names, as patterns of fnmatch(3), of what lies in a source folder and is not source: what tools,
// editors and running servers put there, and weights. Neither proof nor watching looks at them.
inline constexpr auto kNotSource = std::to_array<const char*>({
    // tools
    ".git",
    ".hg",
    ".svn",
    "__pycache__",
    "*.pyc",
    "*.pyo",
    ".venv",
    "node_modules",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".ipynb_checkpoints",
    "*.egg-info",
    ".idea",
    ".vscode",
    ".DS_Store",
    "Thumbs.db",
    // editors
    "*~",
    ".*.sw?",
    "4913",
    ".#*",
    "#*#",
    "*___jb_tmp___",
    "*___jb_old___",
    ".goutputstream-*",
    "*.kate-swp",
    // the server
    "*.log",
    "*.pid",
    // weights
    "*.safetensors",
    "*.gguf",
    "*.onnx",
    "*.pt",
    "*.pth",
    "*.ckpt",
    "*.bin",
});

}  // namespace voicehub
