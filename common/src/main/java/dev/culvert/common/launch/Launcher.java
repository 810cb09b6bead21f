package dev.culvert.common.launch;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.util.Enumeration;
import java.util.jar.Manifest;

/**
 * First class of every Culvert jar: checks the Java version, then calls the program that the manifest's
 * {@code Culvert-Main} attribute names. Compiled for Java 8, so that an older Java prints one line that says what to
 * do instead of {@code UnsupportedClassVersionError}.
 */
public final class Launcher {
    static final int REQUIRED_FEATURE = 25;
    private static final int EXIT_UNAVAILABLE = 69;
    private static final String MAIN_ATTRIBUTE = "Culvert-Main";

    private Launcher() {}

    /**
     * Starts the program of this jar.
     *
     * @param args the program's own arguments
     * @throws Exception what the program's {@code main} throws
     */
    public static void main(String[] args) throws Exception {
        String refusal = refusal(System.getProperty("java.specification.version"), System.getProperty("java.version"));
        if (refusal != null) {
            System.err.println(refusal);
            System.exit(EXIT_UNAVAILABLE);
        }
        try {
            Class.forName(mainClassName()).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
    }

    /** The line to print when this Java is too old, else {@code null}. Versions before 9 are written "1.8". */
    static String refusal(String specificationVersion, String fullVersion) {
        String feature =
                specificationVersion.startsWith("1.") ? specificationVersion.substring(2) : specificationVersion;
        return Integer.parseInt(feature) >= REQUIRED_FEATURE
                ? null
                : "Culvert needs Java " + REQUIRED_FEATURE + " or newer; this is " + fullVersion;
    }

    private static String mainClassName() throws IOException {
        Enumeration<URL> manifests = Launcher.class.getClassLoader().getResources("META-INF/MANIFEST.MF");
        while (manifests.hasMoreElements()) {
            try (InputStream in = manifests.nextElement().openStream()) {
                String name = new Manifest(in).getMainAttributes().getValue(MAIN_ATTRIBUTE);
                if (name != null) {
                    return name;
                }
            }
        }
        throw new IllegalStateException("no " + MAIN_ATTRIBUTE + " attribute in META-INF/MANIFEST.MF");
    }
}
