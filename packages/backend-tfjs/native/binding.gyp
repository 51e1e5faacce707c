# Builds tfjs-node's addon against the TensorFlow of a pip wheel. The package's own binding.gyp is made for TensorFlow's archive for C,
# whose libraries have other names and places.
{
  "variables": { "site_packages%": "" },
  "targets": [
    {
      "target_name": "tfjs_binding",
      "sources": ["sources/tfjs_backend.cc", "sources/tfjs_binding.cc"],
      "include_dirs": ["<(site_packages)/tensorflow/include"],
      "defines": ["NAPI_VERSION=8"],
      "library_dirs": ["<(module_root_dir)/<(site_packages)/tensorflow"],
      "libraries": [
        "-l:libtensorflow_cc.so.2",
        "-l:libtensorflow_framework.so.2",
        "-Wl,-rpath,\$$ORIGIN/../../<(site_packages)/tensorflow"
      ]
    }
  ]
}
