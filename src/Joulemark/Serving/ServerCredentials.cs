using System.Text;

namespace Joulemark.Serving;

/// <summary>What a client shows to be let in, and what must therefore never be read in a message or a record.</summary>
internal sealed class ServerCredentials
{
    private static readonly string[] SecretNames = ["key", "token", "secret", "sig", "pass", "auth", "code"];
    /// <summary>The credentials for a server.</summary>
    /// <param name="server">Its address as given; may hold a user with a password, and keys in its query.</param>
    /// <param name="apiKey">Key sent as a bearer token; null for none.</param>
    /// <param name="known">Further secrets that the server knows and must not be read from it; short ones, which may be words, are left out.</param>
    public ServerCredentials(Uri server, string? apiKey, IEnumerable<string>? known = null)
    {
        var secrets = (known ?? []).Where(s => new Secret(s).IsDistinctive).ToList();
        if (!string.IsNullOrEmpty(apiKey))
        {
            Authorization = "Bearer " + apiKey;
            secrets.Add(apiKey);
        }

        if (server.UserInfo.Length > 0)
        {
            var plain = Uri.UnescapeDataString(server.UserInfo);
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(plain));
            Authorization ??= "Basic " + encoded;
            secrets.AddRange([encoded, server.UserInfo, plain, plain[(plain.IndexOf(':', StringComparison.Ordinal) + 1)..]]);
        }

        foreach (var (name, value) in Query(server).Where(q => IsSecret(q.Name)))
            secrets.AddRange([value, Uri.UnescapeDataString(value)]);
        secrets.RemoveAll(s => s.Length == 0);
        Secret = secrets.Count == 0 ? null : new Secret([.. secrets]);
    }

    /// <summary>Value of the authorization header; null for none.</summary>
    public string? Authorization { get; }

    /// <summary>True when an address holds a secret: a user's password, or a key in its query.</summary>
    public static bool AreIn(Uri server) => server.UserInfo.Length > 0 || Query(server).Any(q => IsSecret(q.Name) && q.Value.Length > 0);

    /// <summary>An address without the user it may name: what is sent to, since HTTP has no place for it there.</summary>
    public static Uri WithoutUser(Uri server) => server.UserInfo.Length == 0 ? server : new UriBuilder(server) { UserName = "", Password = "" }.Uri;

    /// <summary>An address for people and records: no user, no query.</summary>
    public static Uri ForPeople(Uri server) => new(server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));

    /// <summary>What must not be read anywhere; null where nothing is shown.</summary>
    public Secret? Secret { get; }

    /// <summary>A text without the secrets.</summary>
    public string Redact(string text) => Secret?.Remove(text) ?? text;

    private static bool IsSecret(string name) => SecretNames.Any(s => name.Contains(s, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string Name, string Value)> Query(Uri server) =>
        server.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2)).Select(p => (p[0], p.Length > 1 ? p[1] : ""));
}
