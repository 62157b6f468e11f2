const config = {
  printWidth: 100,
  // Loaded where there are classes to sort.
  overrides: [
    {
      files: ["*.tsx", "*.css"],
      options: {
        plugins: ["prettier-plugin-tailwindcss"],
        tailwindStylesheet: "./app/globals.css",
      },
    },
  ],
};

export default config;
