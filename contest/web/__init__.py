"""The web shell: headers, language, assets, navigation, health."""
