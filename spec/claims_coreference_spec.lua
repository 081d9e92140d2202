require "spec.helper"
local claims = require "breachkit.claims"
local read = require("told").read

describe("claims: whom a name stands for", function()
  -- value and way of the first role, or speaker, with these words
  local function stands(text, words)
    for _, c in ipairs(read(text)) do
      local spans = { c.speaker }
      for _, r in ipairs(c.roles) do spans[#spans + 1] = r end
      for _, r in ipairs(spans) do
        if r.text == words then
          local a = r.antecedent
          if a then assert.equal(a.text, text:sub(a.first, a.last)) end
          assert.equal(words, text:sub(r.first, r.last))
          return r.value, a and a.how
        end
      end
    end
    error("no claim has " .. words)
  end

  it("is its fullest form in the document", function()
    assert.same({ "Harrow Pictures Entertainment", "short form" },
      { stands("Harrow Pictures Entertainment makes films. Hackers stole the emails of Harrow in May.", "Harrow") })
    assert.same({ "Harrow Pictures Entertainment", "acronym" },
      { stands("Harrow Pictures Entertainment (HPE) makes films. Hackers stole data from HPE in May.", "HPE") })
    assert.same({ "Anna Marlow", "surname" },
      { stands("The mails of Anna Marlow were read. Hackers stole the data, Marlow said.", "Marlow") })
  end)

  it("is the organization named last, of which the company is told", function()
    local text = "Northmoor Bank was hacked in May. The company was hacked again in June."
    assert.same({ "Northmoor Bank", "definite phrase" }, { stands(text, "The company") })
    assert.matches('victim "The company" by %w+, definite phrase of "Northmoor Bank" at bytes 1%-14',
      tostring(read(text)[2]:why()))
    assert.same({ "Northmoor Bank", "definite phrase" },
      { stands("Northmoor Bank was hacked in May. The bank was hacked again in June.", "The bank") })
    assert.is_nil(stands("Northmoor Bank was hacked in May. The university was hacked in June.", "The university"))
  end)

  it("is left open where it may be another", function()
    assert.is_nil(stands("Northmoor Bank was hacked in May. It hired Velvet Labs. The company was hacked in June.",
      "The company"))
    assert.is_nil(stands("Harrow Pictures and Harrow Bank are old firms. Hackers stole the emails of Harrow in May.",
      "Harrow"))
    -- a product, an office, a person
    assert.is_nil(stands("Harrow Office is old. Hackers stole the emails of Harrow in May.", "Harrow"))
    assert.is_nil(stands("Jane Marlow was hacked in May. The company was hacked again in June.", "The company"))
    assert.is_nil(stands("Jane Marlow met John Marlow. Hackers stole the data, Marlow said.", "Marlow"))
  end)

  it("is who did it, of which the group is told, and it and we in what is claimed", function()
    local hack = "Red Anvil hacked Harrow Freight on Monday. "
    assert.same({ "Red Anvil", "definite phrase" }, { stands(hack .. "The group stole 40 GB of data.", "The group") })
    assert.same({ "Red Anvil", "definite phrase" },
      { stands("Harrow Freight was hacked by Red Anvil, the group claims.", "the group") })
    assert.same({ "Red Anvil", "pronoun" },
      { stands(hack .. "“We have 12 terabytes of data stolen from Harrow Freight,” it wrote.", "it") })
    assert.same({ "Red Anvil", "pronoun" }, { stands("“We stole 12 terabytes from Acme,” Red Anvil wrote.", "We") })
    -- others may be meant, or nobody was named
    assert.is_nil(stands(hack .. "The hackers stole 40 GB of data.", "The hackers"))
    assert.is_nil(stands("Harrow Freight said it was hacked. The group stole 40 GB of data.", "The group"))
    assert.is_nil(stands(hack .. ("It rained. "):rep(60) .. "The group stole 40 GB of data.", "The group"))
  end)

  it("is the organization that signs, of which it tells as we", function()
    local letter = "Harrow Health\n\nOn 10 March hackers stole files from our network. %s\n\nSincerely,\n\n%s\n"
    local text = letter:format("Our phones were not hacked.", "Harrow Health")
    assert.same({ "Harrow Health", "signature" }, { stands(text, "our network") })
    assert.is_nil(stands(letter:format("", "Helen Marsh"), "our network"))
    assert.is_nil(stands(letter:format("", "Jane Doe, chief executive"), "our network"))
  end)

  it("costs no more than the text's length", function()
    local text = ("Hackers stole the data of Harrow. "):rep(2000)
    assert.equal(2000, #claims.list { text = text })
    for _, filler in ipairs { "(HPE ", "(HPE) ", "Harrow Pictures ", "Harrow " } do
      local long = filler:rep(3000) .. ". Hackers stole the data of HPE and of Harrow in May. The company was hacked."
      for _, c in ipairs(claims.list { text = long }) do
        for _, r in ipairs(c.roles) do assert.equal(r.text, long:sub(r.first, r.last)) end
      end
    end
  end)
end)
