using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Joulemark.Diagnostics;

namespace Joulemark.Serving.Http;

/// <summary>Reads the certificates of authorities that the user trusts.</summary>
internal static class AuthorityFile
{
    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it cannot be read, or holds none.</exception>
    public static X509Certificate2Collection Read(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Problem($"server.ca-file {path} cannot be read: {e.Message}");
        }

        return authorities.Count > 0 ? authorities : throw Problem($"server.ca-file {path} holds no certificate");
    }

    private static JoulemarkException Problem(string message) =>
        new(ExitCode.BadUsage, new Diagnostic("JM3016", DiagnosticSeverity.Error, message, "Give a PEM file that holds the authority's certificate, or the server's own."));
}
