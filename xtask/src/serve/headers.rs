//! The headers that a host of the site should send with every file.

use std::fmt::Write;

/// A worker is bound only by the policy sent with its own script, so every file carries it.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html app-url";

/// Name and value of each header.
pub(crate) const HEADERS: [(&str, &str); 7] = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// The same headers in the `_headers` format that several static hosts read.
pub(crate) fn sample() -> String {
    let mut text = String::from("/*\n");
    for (name, value) in HEADERS {
        let _ = writeln!(text, "  {name}: {value}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_samples_for_hosts_have_every_header() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/hosting");
        for name in ["nginx.conf", "apache.htaccess", "Caddyfile", "_headers"] {
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            for (header, value) in HEADERS {
                let written =
                    text.lines().any(|line| line.contains(header) && line.contains(value));
                assert!(written, "{name} does not send {header}: {value}");
            }
            assert!(text.contains("immutable"), "{name} does not let bundled files be kept");
        }
    }

    #[test]
    fn the_pages_carry_the_policy_that_is_sent() {
        let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
        // Browsers heed this one in a header only.
        let own = POLICY.replace("frame-ancestors 'none'; ", "");
        for page in ["index.html", "client.html"] {
            let text = std::fs::read_to_string(www.join(page)).unwrap();
            assert!(text.contains(&format!("content=\"{own}\"")), "the policy of {page} differs");
        }
    }
}
