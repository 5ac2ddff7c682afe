namespace Joulemark.Storage;

/// <summary>A run, or one configuration of it, as a user names them: <c>RUN</c> or <c>RUN:CONFIGURATION</c>.</summary>
internal static class RunReference
{
    /// <summary>The folder and the configuration; null for none. Names of either may hold colons: the last colon behind a folder that exists divides them.</summary>
    public static (string Folder, string? Configuration) Split(string text)
    {
        if (Directory.Exists(text))
            return (text, null);
        for (var colon = text.LastIndexOf(':'); colon > 0; colon = text.LastIndexOf(':', colon - 1))
        {
            if (Directory.Exists(text[..colon]))
                return (text[..colon], text[(colon + 1)..]);
        }

        return (text, null); // reading it says what is wrong
    }
}
