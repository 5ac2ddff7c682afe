using System.Text;

namespace Joulemark.Serving;

/// <summary>What a client shows to be let in, and what must therefore never be read in a message or a record.</summary>
internal sealed class ServerCredentials
{
    private static readonly string[] SecretNames = ["key", "token", "secret", "sig", "pass", "auth", "code"];
    private readonly List<string> _secrets = [];

    /// <summary>The credentials for a server.</summary>
    /// <param name="server">Its address as given; may hold a user with a password, and keys in its query.</param>
    /// <param name="apiKey">Key sent as a bearer token; null for none.</param>
    public ServerCredentials(Uri server, string? apiKey)
    {
        if (apiKey is not null)
        {
            Authorization = "Bearer " + apiKey;
            _secrets.Add(apiKey);
        }

        if (server.UserInfo.Length > 0)
        {
            var plain = Uri.UnescapeDataString(server.UserInfo);
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(plain));
            Authorization ??= "Basic " + encoded;
            _secrets.AddRange([encoded, server.UserInfo, plain, plain[(plain.IndexOf(':', StringComparison.Ordinal) + 1)..]]);
        }

        foreach (var (name, value) in Query(server).Where(q => IsSecret(q.Name)))
            _secrets.AddRange([value, Uri.UnescapeDataString(value)]);
        _secrets.RemoveAll(s => s.Length == 0);
        _secrets.Sort((a, b) => b.Length.CompareTo(a.Length)); // a secret within another must not leave a rest of it
    }

    /// <summary>Value of the authorization header; null for none.</summary>
    public string? Authorization { get; }

    /// <summary>True when an address holds a secret: a user's password, or a key in its query.</summary>
    public static bool AreIn(Uri server) => server.UserInfo.Length > 0 || Query(server).Any(q => IsSecret(q.Name) && q.Value.Length > 0);

    /// <summary>An address without the user it may name: what is sent to, since HTTP has no place for it there.</summary>
    public static Uri WithoutUser(Uri server) => server.UserInfo.Length == 0 ? server : new UriBuilder(server) { UserName = "", Password = "" }.Uri;

    /// <summary>An address for people and records: no user, no query.</summary>
    public static Uri ForPeople(Uri server) => new(server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));

    /// <summary>A text without the secrets.</summary>
    public string Redact(string text) => _secrets.Aggregate(text, (t, secret) => t.Replace(secret, "***", StringComparison.Ordinal));

    /// <summary>Takes the secrets out of a reply's words.</summary>
    public void Redact(ServerReply reply)
    {
        foreach (var secret in _secrets)
            reply.Redact(secret);
    }

    private static bool IsSecret(string name) => SecretNames.Any(s => name.Contains(s, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string Name, string Value)> Query(Uri server) =>
        server.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2)).Select(p => (p[0], p.Length > 1 ? p[1] : ""));
}
